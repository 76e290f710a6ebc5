using System;
using System.Text;
using System.Text.Json;
using IgdAot.Wire;
using IgdAot.Wire.Json;
using Xunit;

namespace IgdAot.Tests.Wire.Json;

public class JsonWriterTests
{
    private readonly byte[] _buffer = new byte[4096];

    [Fact]
    public void JsonWriter_puts_commas_between_values_and_nowhere_else()
    {
        JsonWriter writer = new(_buffer);
        writer.StartObject();
        writer.Name("empty"u8);
        writer.StartArray();
        writer.EndArray();
        writer.Name("mappings"u8);
        writer.StartArray();
        writer.StartObject();
        writer.Name("port"u8);
        writer.Number(8080);
        writer.Name("address"u8);
        writer.Address(new Ipv4Address(0xc0a80164));
        writer.EndObject();
        writer.StartObject();
        writer.EndObject();
        writer.StartArray();
        writer.Null();
        writer.Boolean(true);
        writer.Boolean(false);
        writer.EndArray();
        writer.EndArray();
        writer.Name("last"u8);
        writer.Text("end"u8);
        writer.EndObject();

        Assert.Equal(
            """{"empty":[],"mappings":[{"port":8080,"address":"192.168.1.100"},{},[null,true,false]],"last":"end"}""",
            Encoding.UTF8.GetString(writer.Written));
        Assert.False(writer.Failed);
    }

    [Theory]
    [InlineData("quote and backslash", "a\"b\\c")]
    [InlineData("control characters", "\0\u0001\b\t\n\f\r\u001b\u001f")]
    [InlineData("delete", "\u007f")]
    [InlineData("markup", "</script><b>&amp;'")]
    [InlineData("other scripts", "é ш 漢 \ud83d\ude00")]
    [InlineData("line separators", "\u2028\u2029")]
    [InlineData("empty", "")]
    public void JsonWriter_text_comes_out_of_a_parser_as_it_went_in(string row, string text)
    {
        JsonWriter writer = new(_buffer);
        writer.StartObject();
        writer.Name(Encoding.UTF8.GetBytes(text));
        writer.Text(Encoding.UTF8.GetBytes(text));
        writer.EndObject();

        using JsonDocument document = JsonDocument.Parse(writer.Written.ToArray());
        Assert.True(document.RootElement.GetProperty(text).GetString() == text, row);
    }

    [Theory]
    [InlineData("lone continuation", new byte[] { 0x61, 0x80, 0x62 }, "a\ufffdb")]
    [InlineData("cut character", new byte[] { 0x61, 0xc3 }, "a\ufffd")]
    [InlineData("overlong slash", new byte[] { 0xc0, 0xaf }, "\ufffd\ufffd")]
    [InlineData("surrogate", new byte[] { 0xed, 0xa0, 0x80 }, "\ufffd\ufffd\ufffd")]
    public void JsonWriter_bytes_that_are_no_utf8_become_replacement_characters(string row, byte[] bytes, string expected)
    {
        JsonWriter writer = new(_buffer);
        writer.Text(bytes);

        using JsonDocument document = JsonDocument.Parse(writer.Written.ToArray());
        Assert.True(document.RootElement.GetString() == expected, row);
    }

    [Fact]
    public void JsonWriter_any_bytes_make_a_text_without_control_characters()
    {
        Random random = new(8259);
        for (int i = 0; i < 2000; i++)
        {
            byte[] bytes = new byte[random.Next(200)];
            random.NextBytes(bytes);
            JsonWriter writer = new(_buffer);
            writer.Text(bytes);

            Assert.False(writer.Failed);
            Assert.InRange(writer.Written.Length, 2, (bytes.Length * JsonWriter.MaxEscapedLength) + 2);
            Assert.False(writer.Written.ContainsAnyInRange((byte)0, (byte)0x1f));
            using JsonDocument document = JsonDocument.Parse(writer.Written.ToArray());
            Assert.Equal(JsonValueKind.String, document.RootElement.ValueKind);
        }
    }

    [Fact]
    public void JsonWriter_numbers_have_their_whole_range()
    {
        JsonWriter writer = new(_buffer);
        writer.StartArray();
        writer.Number(0);
        writer.Number(ulong.MaxValue);
        writer.EndArray();

        Assert.Equal("[0,18446744073709551615]", Encoding.UTF8.GetString(writer.Written));
    }

    [Fact]
    public void JsonWriter_goes_on_in_an_emptied_buffer_where_it_was()
    {
        StringBuilder whole = new();
        JsonWriter writer = new(_buffer.AsSpan(0, 40));
        writer.StartArray();
        for (ulong i = 0; i < 100; i++)
        {
            if (writer.Remaining < 30)
            {
                whole.Append(Encoding.UTF8.GetString(writer.Written));
                writer.Restart();
            }

            writer.StartObject();
            writer.Name("port"u8);
            writer.Number(i);
            writer.EndObject();
        }

        writer.EndArray();
        whole.Append(Encoding.UTF8.GetString(writer.Written));

        Assert.False(writer.Failed);
        using JsonDocument document = JsonDocument.Parse(whole.ToString());
        Assert.Equal(100, document.RootElement.GetArrayLength());
        Assert.Equal(99, document.RootElement[99].GetProperty("port").GetInt32());
    }

    [Fact]
    public void JsonWriter_that_overflows_fails_for_good()
    {
        JsonWriter writer = new(_buffer.AsSpan(0, 10));
        writer.StartArray();
        writer.Text("more than fits"u8);
        writer.Restart();
        writer.Number(1);

        Assert.True(writer.Failed);
    }

    [Fact]
    public void JsonWriter_nests_to_its_limit_and_no_deeper()
    {
        JsonWriter writer = new(_buffer);
        for (int i = 0; i < JsonWriter.MaxDepth - 1; i++)
        {
            writer.StartArray();
            writer.Number(1);
        }

        Assert.False(writer.Failed);
        writer.StartArray();
        Assert.True(writer.Failed);
    }
}
