using System;

namespace IgdAot.Packages;

/// <summary>What is wrong with a package, a key or an argument, as a sentence for a person.</summary>
public sealed class PackageException(string message) : Exception(message);
