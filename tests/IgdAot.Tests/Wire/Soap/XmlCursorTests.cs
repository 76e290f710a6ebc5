using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;
using IgdAot.Wire;
using IgdAot.Wire.Soap;
using Xunit;

namespace IgdAot.Tests.Wire.Soap;

public class XmlCursorTests
{
    /// <summary>Seeds beside the golden bodies: every construct of the subset.</summary>
    private static readonly string[] s_documents =
    [
        "<?xml version='1.0' encoding=\"UTF-8\" standalone='yes' ?><!-- a --><?pi x?><r/><!-- b --> ",
        "<r a='1' b=\"2\" xmlns:p='urn:p' p:a='3' xml:lang='en'><p:c/>text<![CDATA[<&>]]>&amp;&#65;&#x1F600;</r>",
        "<r xmlns='urn:a'><s xmlns='urn:b'><t xmlns=''/></s ><u\n\t/></r>",
        "<a:r xmlns:a='urn:a'><a:r xmlns:a='urn:b' xmlns:b='urn:c' b:x='' a:x=''/></a:r>",
    ];

    public static IEnumerable<object[]> Files =>
        Golden.All("soap").Where(row => !((string)row[0]).Contains("action-", StringComparison.Ordinal));

    [Theory]
    [InlineData("empty", "", WireError.Truncated)]
    [InlineData("white space", " ", WireError.Truncated)]
    [InlineData("no root", "<!-- a -->", WireError.Truncated)]
    [InlineData("open root", "<a>", WireError.Truncated)]
    [InlineData("open tag", "<a b='c'", WireError.Truncated)]
    [InlineData("open comment", "<a><!-- ", WireError.Truncated)]
    [InlineData("text in front", "x<a/>", WireError.Malformed)]
    [InlineData("text behind", "<a/>x", WireError.Malformed)]
    [InlineData("zero byte behind", "<a/>\0", WireError.Malformed)]
    [InlineData("two roots", "<a/><b/>", WireError.Malformed)]
    [InlineData("end without start", "</a>", WireError.Malformed)]
    [InlineData("other end", "<a></b>", WireError.Malformed)]
    [InlineData("end with other prefix", "<p:a xmlns:p='x' xmlns:q='x'></q:a>", WireError.Malformed)]
    [InlineData("end with an attribute", "<a></a b='c'>", WireError.Malformed)]
    [InlineData("declaration behind white space", " <?xml version='1.0'?><a/>", WireError.Malformed)]
    [InlineData("declaration without version", "<?xml encoding='utf-8'?><a/>", WireError.Malformed)]
    [InlineData("version 1.1", "<?xml version='1.1'?><a/>", WireError.Malformed)]
    [InlineData("other encoding", "<?xml version='1.0' encoding='utf-16'?><a/>", WireError.Unsupported)]
    [InlineData("document type", "<!DOCTYPE a><a/>", WireError.Unsupported)]
    [InlineData("document type within", "<a><!DOCTYPE a></a>", WireError.Unsupported)]
    [InlineData("unknown entity", "<a>&nbsp;</a>", WireError.Malformed)]
    [InlineData("ampersand alone", "<a>Tom & Jerry</a>", WireError.Malformed)]
    [InlineData("reference without end", "<a>&amp", WireError.Malformed)]
    [InlineData("reference to zero", "<a>&#0;</a>", WireError.Malformed)]
    [InlineData("reference to a surrogate", "<a>&#xD800;</a>", WireError.Malformed)]
    [InlineData("reference above Unicode", "<a>&#x110000;</a>", WireError.Malformed)]
    [InlineData("reference that wraps to A", "<a>&#4294967361;</a>", WireError.Malformed)]
    [InlineData("reference without digits", "<a>&#x;</a>", WireError.Malformed)]
    [InlineData("control character", "<a>\u0001</a>", WireError.Malformed)]
    [InlineData("end of a CDATA section", "<a>]]></a>", WireError.Malformed)]
    [InlineData("hyphens in a comment", "<a><!-- -- --></a>", WireError.Malformed)]
    [InlineData("hyphen before a comment's end", "<a><!----->x</a>", WireError.Malformed)]
    [InlineData("attribute without value", "<a b/>", WireError.Malformed)]
    [InlineData("attribute without quotes", "<a b=c/>", WireError.Malformed)]
    [InlineData("attributes without space", "<a b='c'd='e'/>", WireError.Malformed)]
    [InlineData("markup in an attribute", "<a b='<'/>", WireError.Malformed)]
    [InlineData("attribute twice", "<a b='c' b='c'/>", WireError.Duplicate)]
    [InlineData("attribute twice by namespace", "<a xmlns:p='x' xmlns:q='x' p:b='c' q:b='c'/>", WireError.Duplicate)]
    [InlineData("declaration twice", "<a xmlns='x' xmlns='x'/>", WireError.Duplicate)]
    [InlineData("unknown prefix", "<p:a/>", WireError.Malformed)]
    [InlineData("unknown prefix of an attribute", "<a p:b='c'/>", WireError.Malformed)]
    [InlineData("prefix out of scope", "<a><b xmlns:p='x'/><p:c/></a>", WireError.Malformed)]
    [InlineData("empty namespace of a prefix", "<a xmlns:p=''/>", WireError.Malformed)]
    [InlineData("prefix xmlns", "<a xmlns:xmlns='x'/>", WireError.Malformed)]
    [InlineData("two colons", "<a:b:c xmlns:a='x'/>", WireError.Malformed)]
    [InlineData("colon first", "<:a/>", WireError.Malformed)]
    [InlineData("space first", "< a/>", WireError.Malformed)]
    [InlineData("digit first", "<1/>", WireError.Malformed)]
    public void Bad_document_is_refused(string name, string document, WireError expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Walk(Encoding.UTF8.GetBytes(document), out _));
    }

    [Fact]
    public void Limits_hold()
    {
        Assert.Equal(WireError.None, Walk(Nested(XmlCursor.MaxDepth)));
        Assert.Equal(WireError.TooLong, Walk(Nested(XmlCursor.MaxDepth + 1)));
        Assert.Equal(WireError.TooLong, Walk(Nested(100000)));
        Assert.Equal(WireError.None, Walk("<a>" + Repeat("<b/>", XmlCursor.MaxElements - 1) + "</a>"));
        Assert.Equal(WireError.TooLong, Walk("<a>" + Repeat("<b/>", XmlCursor.MaxElements) + "</a>"));
        Assert.Equal(WireError.None, Walk(WithAttributes(XmlCursor.MaxAttributes)));
        Assert.Equal(WireError.TooLong, Walk(WithAttributes(XmlCursor.MaxAttributes + 1)));
        Assert.Equal(WireError.None, Walk("<a" + Declarations(0, 8) + "><b" + Declarations(8, 8) + "/><b" + Declarations(16, 8) + "/></a>"));
        Assert.Equal(WireError.TooLong, Walk("<a" + Declarations(0, 8) + "><b" + Declarations(8, 9) + "/></a>"));
    }

    [Fact]
    public void Seed_documents_are_read_as_XmlReader_reads_them()
    {
        foreach (string document in s_documents)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(document);
            Assert.Equal(WireError.None, Walk(bytes, out string outline));
            Assert.Equal(OutlineOfXmlReader(bytes), outline);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_prefix_of_a_body_ends_in_an_error_or_not_at_all(string file)
    {
        byte[] bytes = Golden.Read(file);
        for (int length = 0; length < bytes.Length; length++)
        {
            if (Walk(bytes.AsSpan(0, length).ToArray(), out string outline) == WireError.None)
            {
                Assert.Equal(OutlineOfXmlReader(bytes.AsSpan(0, length).ToArray()), outline);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void What_is_taken_of_a_mutated_body_XmlReader_takes_alike(string file) => Compare(Golden.Read(file), 1000);

    [Fact]
    public void What_is_taken_of_a_mutated_document_XmlReader_takes_alike()
    {
        foreach (string document in s_documents)
        {
            Compare(Encoding.UTF8.GetBytes(document), 20000);
        }
    }

    private static void Compare(byte[] original, int rounds)
    {
        var random = new Random(original.Length);
        for (int round = 0; round < rounds; round++)
        {
            byte[] bytes = Mutation.Of(original, random);
            if (Walk(bytes, out string outline) == WireError.None)
            {
                Assert.Equal(OutlineOfXmlReader(bytes), outline);
            }
        }
    }

    private static WireError Walk(string document) => Walk(Encoding.UTF8.GetBytes(document), out _);

    /// <summary>Elements with their namespaces, and ends.</summary>
    private static WireError Walk(byte[] document, out string outline)
    {
        var text = new StringBuilder();
        XmlCursor cursor = new XmlCursor(document);
        XmlNodeKind node;
        do
        {
            node = cursor.Next();
            if (node == XmlNodeKind.StartElement)
            {
                text.Append('<').Append(Encoding.UTF8.GetString(cursor.LocalName)).Append(' ').Append(Encoding.UTF8.GetString(cursor.Namespace));
            }
            else if (node == XmlNodeKind.EndElement)
            {
                text.Append('>');
            }
        }
        while (node is not (XmlNodeKind.EndOfDocument or XmlNodeKind.Error));
        outline = text.ToString();
        Assert.Equal(node == XmlNodeKind.Error, cursor.Error != WireError.None);
        return cursor.Error;
    }

    private static string OutlineOfXmlReader(byte[] document)
    {
        var text = new StringBuilder();
        using XmlReader reader = XmlReader.Create(new MemoryStream(document), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                text.Append('<').Append(reader.LocalName).Append(' ').Append(reader.NamespaceURI).Append(reader.IsEmptyElement ? ">" : string.Empty);
            }
            else if (reader.NodeType == XmlNodeType.EndElement)
            {
                text.Append('>');
            }
        }

        return text.ToString();
    }

    private static string Nested(int depth) => Repeat("<a>", depth) + Repeat("</a>", depth);

    private static string WithAttributes(int count) => "<a " + string.Join(' ', Enumerable.Range(0, count).Select(i => $"b{i}=''")) + "/>";

    private static string Declarations(int first, int count) =>
        string.Concat(Enumerable.Range(first, count).Select(i => $" xmlns:p{i}='urn:{i}'"));

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));
}
