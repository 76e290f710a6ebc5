using System;
using System.IO;
using System.Linq;
using IgdAot.Abi;

if (args.Length < 4 || args[0] is not ("4" or "8") || args[1] is not ("musl" or "glibc"))
{
    Console.Error.WriteLine("usage: IgdAot.Abi POINTER-BYTES musl|glibc FOLDER ASSEMBLY...");
    return 2;
}

AbiReader[] assemblies = args.Skip(3).Select(path => new AbiReader(path, pointerSize: int.Parse(args[0]))).ToArray();
ClaimWriter writer = new(assemblies, pointerSize: int.Parse(args[0]), isMusl: args[1] == "musl");
string folder = args[2];
Directory.CreateDirectory(folder);
File.WriteAllText(Path.Combine(folder, "libc.c"), writer.LibraryClaims());
File.WriteAllText(Path.Combine(folder, "kernel.c"), writer.KernelClaims());
File.WriteAllText(Path.Combine(folder, "functions.cpp"), writer.FunctionClaims());
File.WriteAllText(Path.Combine(folder, "symbols.c"), writer.SymbolTable());
File.WriteAllText(Path.Combine(folder, "symbols.expected"), writer.ExpectedSymbols());
Console.WriteLine(writer.Summary());
return 0;
