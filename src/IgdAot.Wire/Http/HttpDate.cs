using System;

namespace IgdAot.Wire.Http;

/// <summary>The fixed-length date of RFC 9110, section 5.6.7: Sun, 06 Nov 1994 08:49:37 GMT.</summary>
public static class HttpDate
{
    public const int EncodedLength = 29;

    private const uint SecondsPerDay = 86400;
    private const uint DaysPerYear = 365;

    /// <summary>Days from one leap day of a century to the next: four years.</summary>
    private const uint DaysPerLeapCycle = (4 * DaysPerYear) + 1;

    /// <summary>Days of a century whose last year is no leap year.</summary>
    private const uint DaysPerCentury = (25 * DaysPerLeapCycle) - 1;

    /// <summary>Days of the 400 years after which the calendar repeats.</summary>
    private const uint DaysPerEra = (4 * DaysPerCentury) + 1;

    /// <summary>Days from 1 March of year 0 to 1 January 1970. A year that begins in March has its leap day last.</summary>
    private const uint DaysToUnixEpoch = 719468;

    /// <summary>Sunday is 0; 1 January 1970 was a Thursday.</summary>
    private const uint WeekdayOfUnixEpoch = 4;

    /// <summary>31 December 9999, 23:59:59: the last that four digits of a year can tell.</summary>
    private const ulong MaxUnixSeconds = 253402300799;

    private static ReadOnlySpan<byte> Weekdays => "SunMonTueWedThuFriSat"u8;

    private static ReadOnlySpan<byte> Months => "JanFebMarAprMayJunJulAugSepOctNovDec"u8;

    /// <summary>Writes the date of a time in seconds since 1970; of the last second of 9999 for any later one.</summary>
    public static void Emit(ref ByteWriter writer, ulong unixSeconds)
    {
        unixSeconds = Math.Min(unixSeconds, MaxUnixSeconds);
        uint days = (uint)(unixSeconds / SecondsPerDay);
        uint second = (uint)(unixSeconds - ((ulong)days * SecondsPerDay));
        FromDays(days, out uint year, out uint month, out uint day);

        writer.Write(Name(Weekdays, (days + WeekdayOfUnixEpoch) % 7));
        writer.Write(", "u8);
        writer.WriteDecimal(day, 2);
        writer.WriteByte((byte)' ');
        writer.Write(Name(Months, month));
        writer.WriteByte((byte)' ');
        writer.WriteDecimal(year, 4);
        writer.WriteByte((byte)' ');
        writer.WriteDecimal(second / 3600, 2);
        writer.WriteByte((byte)':');
        writer.WriteDecimal(second / 60 % 60, 2);
        writer.WriteByte((byte)':');
        writer.WriteDecimal(second % 60, 2);
        writer.Write(" GMT"u8);
    }

    private static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> names, uint index) => names.Slice((int)index * 3, 3);

    /// <summary>Year, month from 0 and day from 1 of a number of days since 1 January 1970.</summary>
    private static void FromDays(uint days, out uint year, out uint month, out uint day)
    {
        days += DaysToUnixEpoch;
        uint era = days / DaysPerEra;
        days %= DaysPerEra;

        // The last day of an era and of a leap cycle would begin a century or a year more: it belongs to the one before.
        uint century = Math.Min(days / DaysPerCentury, 3);
        days -= century * DaysPerCentury;
        uint cycle = days / DaysPerLeapCycle;
        days -= cycle * DaysPerLeapCycle;
        uint yearOfCycle = Math.Min(days / DaysPerYear, 3);
        days -= yearOfCycle * DaysPerYear;

        // From March on the months have 31, 30, 31, 30, 31 days, again and again: 153 in five.
        uint monthFromMarch = ((5 * days) + 2) / 153;
        day = days - (((153 * monthFromMarch) + 2) / 5) + 1;
        month = (monthFromMarch + 2) % 12;
        year = (era * 400) + (century * 100) + (cycle * 4) + yearOfCycle + (monthFromMarch >= 10 ? 1u : 0u);
    }
}
