using System;
using System.Collections.Generic;
using System.Text;
using IgdAot.Wire.Uci;
using Xunit;

namespace IgdAot.Tests.Wire.Uci;

public class UciReaderTests
{
    [Fact]
    public void UciReader_reads_a_file_statement_by_statement()
    {
        const string Text = """
            package igdaot

            # the gateway
            config igdaot 'main'
                option enabled '1'
                list internal_interface lan
            """;

        Assert.Equal(
            ["1 Package igdaot=", "4 Config igdaot=main", "5 Option enabled=1", "6 List internal_interface=lan"],
            Read(Text));
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("'two words'", "two words")]
    [InlineData("\"two words\"", "two words")]
    [InlineData("'it'\\''s'", "it's")]
    [InlineData("\"say \\\"hi\\\"\"", "say \"hi\"")]
    [InlineData("'back\\slash'", "back\\slash")]
    [InlineData("\"back\\\\slash\"", "back\\slash")]
    [InlineData("two\\ words", "two words")]
    [InlineData("a'b'\"c\"d", "abcd")]
    [InlineData("''", "")]
    [InlineData("", "")]
    [InlineData("a#comment", "a")]
    [InlineData("'a#b'", "a#b")]
    [InlineData("a\\#b", "a#b")]
    [InlineData("'a;b'", "a;b")]
    [InlineData("'one\ntwo'", "one\ntwo")]
    [InlineData("\"one\\\ntwo\"", "onetwo")]
    [InlineData("one\\\ntwo", "onetwo")]
    [InlineData("one\\\r\ntwo", "onetwo")]
    [InlineData("\tx\t \r", "x")]
    public void UciReader_reads_a_value_as_uci_does(string written, string expected)
    {
        List<string> items = Read($"config t\noption a {written}\noption b last");

        Assert.Equal($"2 Option a={expected}", items[1]);
        Assert.EndsWith("Option b=last", items[2]);
    }

    [Theory]
    [InlineData("unknown word", "settings x", UciError.UnknownKeyword)]
    [InlineData("keyword in capitals", "Option a 1", UciError.UnknownKeyword)]
    [InlineData("byte order mark", "\ufeffoption a 1", UciError.UnknownKeyword)]
    [InlineData("section without a type", "config", UciError.MissingName)]
    [InlineData("section with an empty type", "config ''", UciError.MissingName)]
    [InlineData("option without a name", "option", UciError.MissingName)]
    [InlineData("package without a name", "package;", UciError.UnknownKeyword)]
    [InlineData("hyphen in an option's name", "option a-b 1", UciError.BadName)]
    [InlineData("hyphen in a section's name", "config t a-b", UciError.BadName)]
    [InlineData("space in a section's type", "config 'a b'", UciError.BadName)]
    [InlineData("letter beyond ASCII in a name", "option caf\u00e9 1", UciError.BadName)]
    [InlineData("two values", "option a 1 2", UciError.TooManyWords)]
    [InlineData("two names", "config t a b", UciError.TooManyWords)]
    [InlineData("open single quote", "option a 'x", UciError.UnterminatedQuote)]
    [InlineData("open double quote", "option a \"x\\\"", UciError.UnterminatedQuote)]
    [InlineData("zero byte", "option a x\0y", UciError.BadCharacter)]
    [InlineData("escaped zero byte", "option a x\\\0y", UciError.BadCharacter)]
    [InlineData("terminal escape in quotes", "option a '\u001b[2J'", UciError.BadCharacter)]
    public void UciReader_tells_what_is_wrong_and_where(string row, string statement, UciError expected)
    {
        List<string> items = Read($"config t\n\n{statement}");

        Assert.True(items.Count == 2 && items[1] == $"3 Error {expected}", $"{row}: {string.Join(", ", items)}");
    }

    [Fact]
    public void UciReader_goes_on_behind_a_wrong_line()
    {
        Assert.Equal(
            ["1 Error UnknownKeyword", "2 Config t=", "3 Error TooManyWords", "4 Option b=2"],
            Read("wrong; option x 1\nconfig t\noption a 1 2; option c 3\noption b 2\n"));
    }

    [Fact]
    public void UciReader_option_before_any_section_belongs_nowhere()
    {
        Assert.Equal(["1 Error NoSection", "2 Error NoSection"], Read("option a 1\nlist b 1"));
    }

    [Fact]
    public void UciReader_passes_over_what_a_wrong_section_holds()
    {
        Assert.Equal(
            ["1 Config good=", "2 Error BadName", "4 Config good=", "5 Option b=2"],
            Read("config good\nconfig wrong na-me\noption a 1\nconfig good\noption b 2"));
    }

    [Fact]
    public void UciReader_quote_that_never_ends_is_reported_where_it_opens()
    {
        Assert.Equal(["1 Config t=", "3 Error UnterminatedQuote"], Read("config t\noption a one\\\n'two\noption b 3\n"));
    }

    [Theory]
    [InlineData(UciReader.MaxNameLength, UciReader.MaxValueLength, true)]
    [InlineData(UciReader.MaxNameLength + 1, 1, false)]
    [InlineData(1, UciReader.MaxValueLength + 1, false)]
    public void UciReader_words_have_limits(int nameLength, int valueLength, bool isAccepted)
    {
        List<string> items = Read($"config t\noption {new string('n', nameLength)} '{new string('v', valueLength)}'\noption b 1");

        Assert.Equal(isAccepted, items[1] != "2 Error TooLong");
        Assert.Equal("3 Option b=1", items[2]);
    }

    [Fact]
    public void UciReader_with_little_scratch_space_says_too_long()
    {
        byte[] scratch = new byte[4];
        UciReader reader = new("config type name"u8, scratch);

        Assert.True(reader.Next());
        Assert.Equal(UciError.TooLong, reader.Error);
        Assert.False(reader.Next());
    }

    [Fact]
    public void UciReader_reads_back_any_text_in_the_form_that_uci_exports()
    {
        Random random = new(1);
        for (int i = 0; i < 2000; i++)
        {
            string value = RandomText(random);

            Assert.Equal($"2 Option a={value}", Read($"config t\noption a '{value.Replace("'", "'\\''", StringComparison.Ordinal)}'\n")[1]);
        }
    }

    [Fact]
    public void UciReader_reads_back_any_text_in_double_quotes()
    {
        Random random = new(2);
        for (int i = 0; i < 2000; i++)
        {
            string value = RandomText(random);
            string quoted = value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

            Assert.Equal($"2 Option a={value}", Read($"config t\noption a \"{quoted}\"\n")[1]);
        }
    }

    [Fact]
    public void UciReader_line_numbers_never_go_back_and_every_walk_ends()
    {
        const string Alphabet = "copl \t\n\r;#'\"\\a1-\0";
        Random random = new(3);
        for (int i = 0; i < 5000; i++)
        {
            StringBuilder text = new("config t\n");
            for (int length = random.Next(60); length > 0; length--)
            {
                text.Append(Alphabet[random.Next(Alphabet.Length)]);
            }

            int lines = text.ToString().Split('\n').Length;
            int last = 0;
            foreach (string item in Read(text.ToString()))
            {
                int line = int.Parse(item.AsSpan(0, item.IndexOf(' ', StringComparison.Ordinal)), null);
                Assert.InRange(line, last, lines);
                last = line;
            }
        }
    }

    [Fact]
    public void UciReader_every_prefix_of_a_file_is_read_to_its_end()
    {
        byte[] whole = Golden.Read("uci/quoting.hex");
        byte[] scratch = new byte[UciReader.ScratchLength];
        for (int length = 0; length <= whole.Length; length++)
        {
            int count = 0;
            UciReader reader = new(whole.AsSpan(0, length), scratch);
            while (reader.Next())
            {
                count++;
            }

            Assert.InRange(count, 0, 8);
        }
    }

    private static string RandomText(Random random)
    {
        const string Alphabet = "ab '\"\\#;\n\tä";
        char[] text = new char[random.Next(40)];
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = Alphabet[random.Next(Alphabet.Length)];
        }

        return new string(text);
    }

    private static List<string> Read(string text)
    {
        List<string> items = [];
        byte[] scratch = new byte[UciReader.ScratchLength];
        UciReader reader = new(Encoding.UTF8.GetBytes(text), scratch);
        while (reader.Next())
        {
            items.Add(reader.Item == UciItem.Error
                ? $"{reader.Line} Error {reader.Error}"
                : $"{reader.Line} {reader.Item} {Encoding.UTF8.GetString(reader.Name)}={Encoding.UTF8.GetString(reader.Value)}");
        }

        return items;
    }
}
