using System;
using System.Text;
using IgdAot.Wire;
using IgdAot.Wire.Http;
using Xunit;

namespace IgdAot.Tests.Wire.Http;

public class HttpResponseTests
{
    [Fact]
    public void Control_answer_leaves_in_one_piece_with_its_body()
    {
        byte[] buffer = new byte[HttpResponse.MaxHeadLength + 10];
        buffer.AsSpan().Fill(0xa5);
        "<a/>"u8.CopyTo(buffer.AsSpan(HttpResponse.MaxHeadLength));
        HttpResponseHead head = default;
        head.Status = HttpStatus.Ok;
        head.KeepsAlive = true;
        head.UnixSeconds = 784111777;
        head.IsControl = true;
        head.Server = "OpenWrt/24.10 UPnP/1.1 IgdAot/0.1"u8;
        head.ContentLanguage = "en"u8;

        Assert.True(HttpResponse.TryPlaceHead(buffer, HttpResponse.MaxHeadLength, 4, in head, out int start));
        Assert.Equal(
            "HTTP/1.1 200 OK\r\nContent-Type: text/xml; charset=\"utf-8\"\r\nContent-Length: 4\r\nConnection: keep-alive\r\n"
            + "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\nExt:\r\nServer: OpenWrt/24.10 UPnP/1.1 IgdAot/0.1\r\nContent-Language: en\r\n\r\n<a/>",
            Encoding.ASCII.GetString(buffer, start, HttpResponse.MaxHeadLength + 4 - start));
    }

    [Fact]
    public void Refusal_without_a_body_says_so()
    {
        HttpResponseHead head = default;
        head.Status = HttpStatus.MethodNotAllowed;
        head.Allow = "POST"u8;
        ByteWriter writer = new ByteWriter(new byte[HttpResponse.MaxHeadLength]);
        HttpResponse.Emit(ref writer, in head, 0);
        Assert.Equal(
            "HTTP/1.1 405 Method Not Allowed\r\nContent-Length: 0\r\nConnection: close\r\nAllow: POST\r\n\r\n",
            Encoding.ASCII.GetString(writer.Written));
    }

    [Fact]
    public void Head_that_does_not_fit_is_not_placed()
    {
        HttpResponseHead head = default;
        head.Status = HttpStatus.Ok;
        Assert.False(HttpResponse.TryPlaceHead(new byte[100], 40, 10, in head, out _));
    }

    [Fact]
    public void Every_status_has_a_reason()
    {
        foreach (HttpStatus status in Enum.GetValues<HttpStatus>())
        {
            HttpResponseHead head = default;
            head.Status = status;
            ByteWriter writer = new ByteWriter(new byte[HttpResponse.MaxHeadLength]);
            HttpResponse.Emit(ref writer, in head, 0);
            Assert.DoesNotContain("Unknown", Encoding.ASCII.GetString(writer.Written), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Longest_texts_fit_the_room_in_front_of_a_body()
    {
        HttpResponseHead head = default;
        head.Status = HttpStatus.HeadersTooLarge;
        head.UnixSeconds = 1;
        head.IsControl = true;
        head.KeepsAlive = true;
        head.Server = Encoding.ASCII.GetBytes(new string('s', 200));
        head.ContentLanguage = "en"u8;
        head.Allow = "SUBSCRIBE, UNSUBSCRIBE"u8;
        Assert.True(HttpResponse.TryPlaceHead(new byte[HttpResponse.MaxHeadLength], HttpResponse.MaxHeadLength, 65536, in head, out _));
    }
}
