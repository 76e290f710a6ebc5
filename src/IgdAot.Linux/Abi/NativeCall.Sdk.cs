using System;

namespace IgdAot.Linux;

/// <summary>
/// Marks a function of the C library. Ordinary .NET calls it as it calls any: a collector may have to stop the thread
/// meanwhile. The firmware has no collector, and there the name stands for SuppressGCTransition, which makes the call
/// a plain one.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NativeCallAttribute : Attribute;
