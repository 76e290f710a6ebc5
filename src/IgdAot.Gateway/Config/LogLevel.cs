namespace IgdAot.Gateway.Config;

/// <summary>Severities of a log line (RFC 5424, section 6.2.1), as numbers that syslog takes.</summary>
public enum LogLevel : byte
{
    Error = 3,
    Warning = 4,
    Notice = 5,
    Information = 6,
    Debug = 7,
}
