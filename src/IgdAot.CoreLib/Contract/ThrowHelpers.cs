using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.CompilerServices;

namespace Internal.Runtime.CompilerHelpers;

/// <summary>
/// Contract with ilc: what generated code calls when a check fails. Each is a symbol of native/fault.c, called
/// directly, so that its return address is the place of the fault. None returns.
/// </summary>
internal static class ThrowHelpers
{
    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_overflow")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowOverflowException();

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_index")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowIndexOutOfRangeException();

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_null")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowNullReferenceException();

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_divide")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowDivideByZeroException();

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_argument")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowArgumentException();

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_argument")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowArgumentOutOfRangeException();

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_argument")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowInvalidOperation();

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowPlatformNotSupportedException();

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowNotImplementedException();

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowNotSupportedException();

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowArrayTypeMismatchException();

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowBodyRemoved();

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowFeatureBodyRemoved();

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowInstanceBodyRemoved();

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowUnavailableType();

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowNotSupportedInlineArrayEqualsGetHashCode();

    // From here on: bodies that ilc puts in place of a method whose IL it cannot compile. Its own message at build
    // time is the one to read; the build treats it as an error.

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowBadImageFormatException(int id);

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowTypeLoadException(int id, string className, string typeName);

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowTypeLoadExceptionWithArgument(int id, string className, string typeName, string messageArg);

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowMissingMethodException(int id, string methodName);

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowMissingFieldException(int id, string fieldName);

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowFileNotFoundException(int id, string fileName);

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowInvalidProgramException(int id);

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowInvalidProgramExceptionWithArgument(int id, string methodName);

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowMarshalDirectiveException(int id);

    [DoesNotReturn]
    [RuntimeImport("*", "igd_fault_unsupported")]
    [MethodImpl(MethodImplOptions.InternalCall)]
    internal static extern void ThrowAmbiguousMatchException(int id);
}
