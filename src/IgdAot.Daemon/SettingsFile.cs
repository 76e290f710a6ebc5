using System;
using IgdAot.Gateway.Config;
using IgdAot.Linux;
using IgdAot.Wire;
using IgdAot.Wire.Uci;

namespace IgdAot.Daemon;

/// <summary>Reads the configuration file and tells what is wrong with it, a line for each thing.</summary>
internal static class SettingsFile
{
    /// <summary>False where the file cannot be read or has something wrong in it; the log says what.</summary>
    public static bool TryRead(ReadOnlySpan<byte> path, ref Settings settings, ref Log log)
    {
        Span<byte> buffer = stackalloc byte[SettingsReader.MaxLength];
        int length = Files.ReadAll(path, buffer);
        if (length < 0)
        {
            ByteWriter line = Log.StartLine(out Log.LineRoom room);
            line.Write("cannot read the configuration "u8);
            line.Write(path.Slice(0, Math.Min(path.Length, 256)));
            line.Write(": "u8);
            line.Write(Errno.Text(length));
            log.Write(LogLevel.Error, line.Written);
            return false;
        }

        ComplaintLog complaints = new ComplaintLog { Log = log };
        int count = SettingsReader.Read(buffer.Slice(0, length), ref settings, ref complaints);
        log = complaints.Log;
        return count == 0;
    }

    /// <summary>Writes complaints to the log.</summary>
    private struct ComplaintLog : IComplaintSink
    {
        private const int MaxQuotedLength = 64;

        public Log Log;

        public void Take(scoped in Complaint complaint)
        {
            ByteWriter line = Log.StartLine(out Log.LineRoom room);
            line.Write("configuration"u8);
            if (complaint.Line != 0)
            {
                line.Write(" line "u8);
                line.WriteDecimal((ulong)complaint.Line);
            }

            line.Write(": "u8);
            switch (complaint.Kind)
            {
                case ComplaintKind.Syntax:
                    line.Write(SyntaxText(complaint.Syntax));
                    break;
                case ComplaintKind.UnknownOption:
                    Quote(ref line, "there is no option "u8, complaint.Option);
                    break;
                case ComplaintKind.UnknownSection:
                    Quote(ref line, "there is no section type "u8, complaint.Option);
                    break;
                case ComplaintKind.BadValue:
                    Quote(ref line, "option "u8, complaint.Option);
                    Quote(ref line, " cannot be "u8, complaint.Value);
                    break;
                case ComplaintKind.WrongForm:
                    Quote(ref line, "option and list are mixed up: "u8, complaint.Option);
                    break;
                case ComplaintKind.TooMany:
                    Quote(ref line, "too many of "u8, complaint.Option);
                    break;
                case ComplaintKind.Missing:
                    Quote(ref line, "this must be set: "u8, complaint.Option);
                    break;
                default:
                    Quote(ref line, "this contradicts another option: "u8, complaint.Option);
                    break;
            }

            Log.Write(LogLevel.Error, line.Written);
        }

        private static void Quote(ref ByteWriter line, ReadOnlySpan<byte> before, scoped ReadOnlySpan<byte> text)
        {
            line.Write(before);
            line.WriteByte((byte)'\'');
            foreach (byte character in text.Slice(0, Math.Min(text.Length, MaxQuotedLength)))
            {
                line.WriteByte(character is < 0x20 or >= 0x7f ? (byte)'?' : character);
            }

            line.WriteByte((byte)'\'');
        }

        private static ReadOnlySpan<byte> SyntaxText(UciError error) => error switch
        {
            UciError.UnknownKeyword => "a line begins with 'config', 'option' or 'list'"u8,
            UciError.MissingName => "a name is missing"u8,
            UciError.BadName => "a name has letters, digits and underscores only"u8,
            UciError.TooManyWords => "too many words: a value with spaces needs quotes"u8,
            UciError.NoSection => "an option stands before the first 'config'"u8,
            UciError.UnterminatedQuote => "a quote is not closed"u8,
            UciError.TooLong => "a word is too long"u8,
            _ => "a control character"u8,
        };
    }
}
