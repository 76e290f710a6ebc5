using System;
using IgdAot.Wire;

namespace IgdAot.Gateway.Services;

/// <summary>
/// Writes service descriptions (UDA 1.1, section 2.5) from outlines that take a sixth of their room. An outline has
/// two halves, divided by an empty line. A line of the first is an action: its name, then its arguments, &gt; for in
/// and &lt; for out, each with the state variable it is related to; the argument's name is New and the variable's name,
/// unless another stands in front of a colon. A line of the second is a state variable: name, type, after = the
/// default, after each | a value that is allowed.
/// </summary>
internal static class ServiceDescription
{
    /// <summary>WANIPConnection:1, sections 2.2 and 2.4.</summary>
    private static ReadOnlySpan<byte> WanIpConnection => """
        SetConnectionType>ConnectionType
        GetConnectionTypeInfo<ConnectionType<PossibleConnectionTypes
        RequestConnection
        ForceTermination
        GetStatusInfo<ConnectionStatus<LastConnectionError<Uptime
        GetNATRSIPStatus<RSIPAvailable<NATEnabled
        GetGenericPortMappingEntry>NewPortMappingIndex:PortMappingNumberOfEntries<RemoteHost<ExternalPort<NewProtocol:PortMappingProtocol<InternalPort<InternalClient<NewEnabled:PortMappingEnabled<PortMappingDescription<NewLeaseDuration:PortMappingLeaseDuration
        GetSpecificPortMappingEntry>RemoteHost>ExternalPort>NewProtocol:PortMappingProtocol<InternalPort<InternalClient<NewEnabled:PortMappingEnabled<PortMappingDescription<NewLeaseDuration:PortMappingLeaseDuration
        AddPortMapping>RemoteHost>ExternalPort>NewProtocol:PortMappingProtocol>InternalPort>InternalClient>NewEnabled:PortMappingEnabled>PortMappingDescription>NewLeaseDuration:PortMappingLeaseDuration
        DeletePortMapping>RemoteHost>ExternalPort>NewProtocol:PortMappingProtocol
        GetExternalIPAddress<ExternalIPAddress

        ConnectionType string=IP_Routed
        PossibleConnectionTypes string|IP_Routed
        ConnectionStatus string|Unconfigured|Connecting|Connected|PendingDisconnect|Disconnecting|Disconnected
        Uptime ui4
        LastConnectionError string|ERROR_NONE|ERROR_NO_CARRIER|ERROR_IP_CONFIGURATION
        RSIPAvailable boolean=0
        NATEnabled boolean=1
        ExternalIPAddress string
        PortMappingNumberOfEntries ui2
        PortMappingEnabled boolean
        PortMappingLeaseDuration ui4
        RemoteHost string
        ExternalPort ui2
        InternalPort ui2
        PortMappingProtocol string|TCP|UDP
        InternalClient string
        PortMappingDescription string

        """u8;

    /// <summary>WANCommonInterfaceConfig:1, sections 2.2 and 2.4.</summary>
    private static ReadOnlySpan<byte> WanCommonInterfaceConfig => """
        GetCommonLinkProperties<WANAccessType<Layer1UpstreamMaxBitRate<Layer1DownstreamMaxBitRate<PhysicalLinkStatus
        GetTotalBytesSent<TotalBytesSent
        GetTotalBytesReceived<TotalBytesReceived
        GetTotalPacketsSent<TotalPacketsSent
        GetTotalPacketsReceived<TotalPacketsReceived

        WANAccessType string|DSL|POTS|Cable|Ethernet
        Layer1UpstreamMaxBitRate ui4
        Layer1DownstreamMaxBitRate ui4
        PhysicalLinkStatus string|Up|Down|Initializing|Unavailable
        TotalBytesSent ui4
        TotalBytesReceived ui4
        TotalPacketsSent ui4
        TotalPacketsReceived ui4

        """u8;

    /// <summary>Layer3Forwarding:1, sections 2.2 and 2.4.</summary>
    private static ReadOnlySpan<byte> Layer3Forwarding => """
        SetDefaultConnectionService>DefaultConnectionService
        GetDefaultConnectionService<DefaultConnectionService

        DefaultConnectionService string

        """u8;

    /// <summary>Writes the description of <paramref name="service"/>.</summary>
    public static void Emit(ref ByteWriter writer, IgdService service)
    {
        ReadOnlySpan<byte> outline = Of(service);
        writer.Write("<?xml version=\"1.0\"?>\r\n<scpd xmlns=\"urn:schemas-upnp-org:service-1-0\"><specVersion><major>1</major><minor>0</minor></specVersion><actionList>"u8);
        for (ReadOnlySpan<byte> line = TakeLine(ref outline); !line.IsEmpty; line = TakeLine(ref outline))
        {
            EmitAction(ref writer, line);
        }

        writer.Write("</actionList><serviceStateTable>"u8);
        for (ReadOnlySpan<byte> line = TakeLine(ref outline); !line.IsEmpty; line = TakeLine(ref outline))
        {
            EmitVariable(ref writer, line);
        }

        writer.Write("</serviceStateTable></scpd>\r\n"u8);
    }

    private static ReadOnlySpan<byte> Of(IgdService service) => service switch
    {
        IgdService.Layer3Forwarding => Layer3Forwarding,
        IgdService.WanCommonInterfaceConfig => WanCommonInterfaceConfig,
        _ => WanIpConnection,
    };

    private static ReadOnlySpan<byte> TakeLine(scoped ref ReadOnlySpan<byte> rest)
    {
        int length = rest.IndexOf((byte)'\n');
        if (length < 0)
        {
            return default;
        }

        ReadOnlySpan<byte> line = rest.Slice(0, length);
        rest = rest.Slice(length + 1);
        return line;
    }

    /// <summary>What stands in front of the next of the two marks; <paramref name="mark"/> is the one found, 0 at the end.</summary>
    private static ReadOnlySpan<byte> TakeWord(scoped ref ReadOnlySpan<byte> rest, char first, char second, out byte mark)
    {
        int length = 0;
        while (length < rest.Length && rest[length] != first && rest[length] != second)
        {
            length++;
        }

        ReadOnlySpan<byte> word = rest.Slice(0, length);
        mark = length < rest.Length ? rest[length] : (byte)0;
        rest = rest.Slice(Math.Min(length + 1, rest.Length));
        return word;
    }

    private static void EmitAction(ref ByteWriter writer, ReadOnlySpan<byte> line)
    {
        writer.Write("<action>"u8);
        EmitElement(ref writer, "name"u8, TakeWord(ref line, '>', '<', out byte mark));
        bool hasArguments = mark != 0;
        writer.Write(hasArguments ? "<argumentList>"u8 : default);
        while (mark != 0)
        {
            bool isIn = mark == '>';
            ReadOnlySpan<byte> argument = TakeWord(ref line, '>', '<', out mark);
            int colon = argument.IndexOf((byte)':');
            writer.Write("<argument><name>"u8);
            writer.Write(colon < 0 ? "New"u8 : default);
            writer.Write(colon < 0 ? argument : argument.Slice(0, colon));
            writer.Write("</name>"u8);
            EmitElement(ref writer, "direction"u8, isIn ? "in"u8 : "out"u8);
            EmitElement(ref writer, "relatedStateVariable"u8, argument.Slice(colon + 1));
            writer.Write("</argument>"u8);
        }

        writer.Write(hasArguments ? "</argumentList></action>"u8 : "</action>"u8);
    }

    private static void EmitVariable(ref ByteWriter writer, ReadOnlySpan<byte> line)
    {
        // Nothing is evented yet.
        writer.Write("<stateVariable sendEvents=\"no\">"u8);
        EmitElement(ref writer, "name"u8, TakeWord(ref line, ' ', ' ', out _));
        EmitElement(ref writer, "dataType"u8, TakeWord(ref line, '=', '|', out byte mark));
        if (mark == '=')
        {
            EmitElement(ref writer, "defaultValue"u8, TakeWord(ref line, '|', '|', out mark));
        }

        bool hasList = mark == '|';
        writer.Write(hasList ? "<allowedValueList>"u8 : default);
        while (mark == '|')
        {
            EmitElement(ref writer, "allowedValue"u8, TakeWord(ref line, '|', '|', out mark));
        }

        writer.Write(hasList ? "</allowedValueList></stateVariable>"u8 : "</stateVariable>"u8);
    }

    private static void EmitElement(ref ByteWriter writer, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        EmitTag(ref writer, "<"u8, name);
        writer.Write(value);
        EmitTag(ref writer, "</"u8, name);
    }

    private static void EmitTag(ref ByteWriter writer, ReadOnlySpan<byte> start, ReadOnlySpan<byte> name)
    {
        writer.Write(start);
        writer.Write(name);
        writer.WriteByte((byte)'>');
    }
}
