// Contract with ilc: types and methods that it looks up by name before it compiles anything. Most belong to what
// firmware code does not do (objects, casts, interface dispatch); the linker drops them again. A body that should never
// run reports a fault.

using System;
using System.Runtime;
using System.Runtime.CompilerServices;
using Internal.Runtime.CompilerHelpers;

namespace System
{
    public static class Buffer
    {
        internal static void BulkMoveWithWriteBarrier(ref byte destination, ref byte source, nuint byteCount) =>
            SpanHelpers.Memmove(ref destination, ref source, byteCount);
    }
}

namespace System.Runtime
{
    /// <summary>Casts, and stores into arrays of references.</summary>
    internal static unsafe class TypeCast
    {
        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern object CheckCastAny(void* targetType, object obj);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern object CheckCastClass(void* targetType, object obj);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern object CheckCastClassSpecial(void* targetType, object obj);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern object CheckCastInterface(void* targetType, object obj);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern object IsInstanceOfAny(void* targetType, object obj);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern object IsInstanceOfClass(void* targetType, object obj);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern object IsInstanceOfInterface(void* targetType, object obj);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern bool IsInstanceOfException(void* targetType, object obj);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern void StelemRef(object array, nint index, object obj);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern ref object LdelemaRef(object array, nint index, void* elementType);
    }

    /// <summary>Boxing.</summary>
    internal static unsafe class RuntimeExports
    {
        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern object RhBox(void* type, ref byte data);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern ref byte RhUnbox2(void* type, object obj);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern void RhUnboxNullable(ref byte data, void* type, object obj);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern void RhUnboxTypeTest(void* type, void* boxType);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern object RhNewObject(void* type);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern object RhNewArray(void* type, int length);
    }
}

namespace System.Runtime.InteropServices
{
    /// <summary>An object that answers for interfaces at run time; ilc asks for the name and the two methods.</summary>
    public unsafe interface IDynamicInterfaceCastable
    {
        bool IsInterfaceImplemented(RuntimeTypeHandle interfaceType, bool throwIfNotImplemented);

        RuntimeTypeHandle GetInterfaceImplementation(RuntimeTypeHandle interfaceType);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern nint GetDynamicInterfaceImplementation(IDynamicInterfaceCastable instance, void* interfaceType, ushort slot);
    }
}

namespace Internal.Runtime.CompilerHelpers
{
    /// <summary>Asked for where a span over wide constants names its data; the JIT then takes the address instead.</summary>
    internal static class LdTokenHelpers
    {
        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern RuntimeTypeHandle GetRuntimeTypeHandle(nint type);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern Type GetRuntimeType(nint type);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern RuntimeMethodHandle GetRuntimeMethodHandle(nint handle);

        [RuntimeImport("*", "igd_fault_unsupported")]
        [MethodImpl(MethodImplOptions.InternalCall)]
        internal static extern RuntimeFieldHandle GetRuntimeFieldHandle(nint handle);
    }
}
