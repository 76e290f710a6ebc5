using System;
using System.Runtime.CompilerServices;
using IgdAot.Linux;

namespace IgdAot.Daemon;

/// <summary>
/// The thread that .NET starts to run finalizers: the only one beside ours under stock NativeAOT without its background
/// collector. The only way to it is a finalizer.
/// </summary>
internal sealed class FinalizerThread
{
    private readonly Func<int> _work;
    private readonly StrongBox<int> _result;

    private FinalizerThread(Func<int> work, StrongBox<int> result)
    {
        _work = work;
        _result = result;
    }

    ~FinalizerThread() => _result.Value = _work();

    /// <summary>Has something done there, once, and waits for it.</summary>
    /// <returns>What <paramref name="work"/> returns; -NOSYS where it was not done.</returns>
    public static int Run(Func<int> work)
    {
        StrongBox<int> result = new(-Errno.NOSYS);
        Drop(work, result);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return result.Value;
    }

    // A method of its own, so that no local keeps the object.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Drop(Func<int> work, StrongBox<int> result) => _ = new FinalizerThread(work, result);
}
