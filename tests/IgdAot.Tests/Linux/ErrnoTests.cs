using System.Linq;
using System.Text;
using IgdAot.Linux;
using Xunit;

namespace IgdAot.Tests.Linux;

public unsafe class ErrnoTests
{
    [Fact]
    public void Text_tells_apart_what_a_person_can_do_something_about()
    {
        int[] errors = [Errno.PERM, Errno.NOENT, Errno.ACCES, Errno.ADDRINUSE, Errno.NODEV, Errno.CONNREFUSED, Errno.NOMEM, Errno.FBIG, Errno.ISDIR];
        string[] texts = errors.Select(error => Encoding.ASCII.GetString(Errno.Text(error))).ToArray();
        Assert.DoesNotContain("refused by the kernel", texts);
        Assert.Equal(texts.Length, texts.Distinct().Count());
    }

    [Theory]
    [InlineData(Errno.NOENT, "no such file or object")]
    [InlineData(-Errno.NOENT, "no such file or object")]
    [InlineData(4095, "refused by the kernel")]
    [InlineData(int.MinValue, "refused by the kernel")]
    public void Text_takes_a_number_with_either_sign(int error, string text) =>
        Assert.Equal(text, Encoding.ASCII.GetString(Errno.Text(error)));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(7, 7)]
    [InlineData(-1, -Errno.AGAIN)]
    public void Result_joins_the_answer_and_its_reason(int returned, int result)
    {
        int reason = Errno.AGAIN;
        Assert.Equal(result, Errno.Result(&reason, returned));
    }
}
