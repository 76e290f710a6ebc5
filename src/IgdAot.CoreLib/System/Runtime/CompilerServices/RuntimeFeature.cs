namespace System.Runtime.CompilerServices;

/// <summary>Contract with the C# compiler: the language features it may use, by the presence of a constant.</summary>
public static class RuntimeFeature
{
    public const string ByRefFields = nameof(ByRefFields);
    public const string ByRefLikeGenerics = nameof(ByRefLikeGenerics);
    public const string DefaultImplementationsOfInterfaces = nameof(DefaultImplementationsOfInterfaces);
    public const string InlineArrayTypes = nameof(InlineArrayTypes);
    public const string NumericIntPtr = nameof(NumericIntPtr);
    public const string UnmanagedSignatureCallingConvention = nameof(UnmanagedSignatureCallingConvention);
    public const string VirtualStaticsInInterfaces = nameof(VirtualStaticsInInterfaces);
}

/// <summary>Contract with the C# compiler: marks an <c>init</c> accessor.</summary>
public static class IsExternalInit { }

public static class IsVolatile { }

public class CallConvCdecl { }

public class CallConvSuppressGCTransition { }
