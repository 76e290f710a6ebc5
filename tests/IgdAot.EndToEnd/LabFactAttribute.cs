using System;
using Xunit;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace IgdAot.EndToEnd;

/// <summary>
/// A test in the lab. It needs root, network namespaces and the firmware binary, so it runs only where IGDAOT_E2E=1
/// asks for it (as build/test does); then nothing is skipped, and what is missing fails.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LabFactAttribute : FactAttribute
{
    public LabFactAttribute()
    {
        if (!LabFixture.IsAskedFor)
        {
            Skip = "Not run: the end-to-end tests need root and the firmware binary. Run build/test, or set IGDAOT_E2E=1.";
        }
    }
}
