using System;
using System.Collections.Generic;
using System.IO;
using IgdAot.FirmwareScan;

if (args.Length != 1)
{
    Console.Error.WriteLine("usage: IgdAot.FirmwareScan ASSEMBLY");
    return 2;
}

using FileStream file = File.OpenRead(args[0]);
IReadOnlyList<Finding> findings = new Scanner(file).Scan();
foreach (Finding finding in findings)
{
    Console.Error.WriteLine(finding);
}
if (findings.Count != 0)
{
    Console.Error.WriteLine($"firmware scan: {findings.Count} constructs that the firmware cannot have; src/IgdAot.CoreLib/README.md says what to write in their place.");
    return 1;
}
return 0;
