using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using IgdAot.Wire;
using IgdAot.Wire.Soap;
using Xunit;

namespace IgdAot.Tests.Wire.Soap;

public class SoapBodyTests
{
    private const string Start = "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><u:Do xmlns:u='urn:t'>";
    private const string End = "</u:Do></s:Body></s:Envelope>";

    public static IEnumerable<object[]> Files =>
        Golden.All("soap").Where(row => !((string)row[0]).Contains("action-", StringComparison.Ordinal));

    [Fact]
    public void Action_and_arguments_are_found()
    {
        Assert.Equal(WireError.None, Parse(Start + "<B> 2 </B><A/><x:C xmlns:x='y'>3</x:C>" + End, out SoapBodyView body));
        Assert.Equal("Do", Text(body.Action));
        Assert.Equal("urn:t", Text(body.Namespace));
        Assert.Equal(3, body.ArgumentCount);
        Assert.True(body.TryGetArgument("A"u8, out ReadOnlySpan<byte> value));
        Assert.True(value.IsEmpty);
        Assert.True(body.TryGetArgument("C"u8, out value));
        Assert.Equal("3", Text(value));
        Assert.False(body.TryGetArgument("D"u8, out _));
        Assert.False(body.TryGetArgument("a"u8, out _));
    }

    [Theory]
    [InlineData("argument twice", Start + "<A>1</A><A>1</A>" + End, WireError.Duplicate)]
    [InlineData("argument twice under two prefixes", Start + "<A>1</A><u:A>1</u:A>" + End, WireError.Duplicate)]
    [InlineData("element in an argument", Start + "<A><b/></A>" + End, WireError.BadValue)]
    [InlineData("text between arguments", Start + "<A/>x<B/>" + End, WireError.Malformed)]
    [InlineData("two actions", "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><a/><b/></s:Body></s:Envelope>", WireError.Unsupported)]
    [InlineData("no action", "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body/></s:Envelope>", WireError.Missing)]
    [InlineData("no body", "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'/>", WireError.Missing)]
    [InlineData("two bodies", "<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'><s:Body><a/></s:Body><s:Body><a/></s:Body></s:Envelope>", WireError.Unsupported)]
    [InlineData("other envelope", "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body><a/></s:Body></s:Envelope>", WireError.Unsupported)]
    [InlineData("envelope without namespace", "<Envelope><Body><a/></Body></Envelope>", WireError.Unsupported)]
    [InlineData("no envelope", "<a/>", WireError.Unsupported)]
    [InlineData("no XML", "a=1&b=2", WireError.Malformed)]
    [InlineData("empty", "", WireError.Truncated)]
    public void Bad_body_is_refused(string name, string body, WireError expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Parse(body, out SoapBodyView view));
        Assert.Equal(0, view.ArgumentCount);
        Assert.True(view.Action.IsEmpty);
    }

    [Fact]
    public void Header_of_any_content_is_passed_over() =>
        Assert.Equal(WireError.None, Parse(Start.Replace("<s:Body>", "<s:Header><a><b>x</b></a></s:Header><s:Body>", StringComparison.Ordinal) + End, out _));

    [Fact]
    public void As_many_arguments_as_there_is_room_for_are_read()
    {
        string arguments = string.Concat(Enumerable.Range(0, SoapBodyView.MaxArguments).Select(i => $"<A{i}/>"));
        Assert.Equal(WireError.None, Parse(Start + arguments + End, out _));
        Assert.Equal(WireError.TooLong, Parse(Start + arguments + "<B/>" + End, out _));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Values_of_a_mutated_body_are_those_that_XDocument_finds(string file)
    {
        byte[] original = Golden.Read(file);
        var random = new Random(original.Length);
        for (int round = 0; round < 500; round++)
        {
            byte[] bytes = Mutation.Of(original, random);
            if (SoapBody.TryParse(bytes, out SoapBodyView body) != WireError.None)
            {
                continue;
            }

            using XmlReader reader = XmlReader.Create(new MemoryStream(bytes), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            XElement envelope = XDocument.Load(reader, LoadOptions.PreserveWhitespace).Root!;
            XElement action = envelope.Elements().Single(element => element.Name.LocalName == "Body").Elements().Single();
            Assert.Equal(action.Name.LocalName, Text(body.Action));
            Assert.Equal(action.Name.NamespaceName, Text(body.Namespace));
            Assert.Equal(action.Elements().Count(), body.ArgumentCount);
            byte[] value = new byte[bytes.Length];
            foreach (XElement argument in action.Elements())
            {
                Assert.True(body.TryGetArgument(Encoding.UTF8.GetBytes(argument.Name.LocalName), out ReadOnlySpan<byte> rawValue));
                Assert.True(SoapValue.TryDecode(rawValue, value, out int length));
                Assert.Equal(argument.Value.Trim(' ', '\t', '\r', '\n'), Encoding.UTF8.GetString(value, 0, length));
            }
        }
    }

    [Fact]
    public void Parsing_allocates_nothing()
    {
        byte[] bytes = Golden.Read("soap/miniupnpc-add-port-mapping.hex");
        SoapBody.TryParse(bytes, out _);
        long before = GC.GetAllocatedBytesForCurrentThread();
        SoapBody.TryParse(bytes, out _);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static WireError Parse(string body, out SoapBodyView view) => SoapBody.TryParse(Encoding.UTF8.GetBytes(body), out view);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
