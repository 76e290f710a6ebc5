using System;

namespace IgdAot.Gateway.Services;

/// <summary>
/// The UPnP errors that a gateway of version 1 has: UDA 1.1, section 3.2.5 (401 to 699); WANIPConnection:1,
/// section 2.4, and Layer3Forwarding:1, section 2.4 (700 and above).
/// </summary>
public enum UpnpError : ushort
{
    None = 0,
    InvalidAction = 401,
    InvalidArgs = 402,
    ActionFailed = 501,
    InactiveConnectionStateRequired = 703,
    ConnectionSetupFailed = 704,
    ConnectionAlreadyTerminated = 711,
    SpecifiedArrayIndexInvalid = 713,
    NoSuchEntryInArray = 714,
    WildCardNotPermittedInExternalPort = 716,
    ConflictInMappingEntry = 718,
    InvalidDeviceUuid = 720,
    InvalidServiceId = 721,
}

/// <summary>The names of the errors, for errorDescription.</summary>
public static class UpnpErrors
{
    public static ReadOnlySpan<byte> Description(UpnpError error) => error switch
    {
        UpnpError.InvalidAction => "Invalid Action"u8,
        UpnpError.InvalidArgs => "Invalid Args"u8,
        UpnpError.InactiveConnectionStateRequired => "InactiveConnectionStateRequired"u8,
        UpnpError.ConnectionSetupFailed => "ConnectionSetupFailed"u8,
        UpnpError.ConnectionAlreadyTerminated => "ConnectionAlreadyTerminated"u8,
        UpnpError.SpecifiedArrayIndexInvalid => "SpecifiedArrayIndexInvalid"u8,
        UpnpError.NoSuchEntryInArray => "NoSuchEntryInArray"u8,
        UpnpError.WildCardNotPermittedInExternalPort => "WildCardNotPermittedInExtPort"u8,
        UpnpError.ConflictInMappingEntry => "ConflictInMappingEntry"u8,
        UpnpError.InvalidDeviceUuid => "InvalidDeviceUUID"u8,
        UpnpError.InvalidServiceId => "InvalidServiceID"u8,
        _ => "Action Failed"u8,
    };
}
