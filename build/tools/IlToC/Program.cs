using System;
using System.IO;
using System.Linq;
using System.Reflection.Metadata;
using IgdAot.IlToC;

bool wantsLines = args.Contains("--lines");
string[] words = args.Where(argument => argument != "--lines").ToArray();
if (words.Length != 3 || words[0] is not ("4" or "8"))
{
    Console.Error.WriteLine("usage: IgdAot.IlToC [--lines] POINTER-BYTES ASSEMBLY C-FILE");
    return 2;
}

string output = words[2];
try
{
    // A file of an earlier run must not pass for this one's.
    File.Delete(output);
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"il2c: {output}: {exception.Message}");
    return 1;
}
try
{
    using FileStream assembly = File.OpenRead(words[1]);
    using FileStream? lines = wantsLines ? File.OpenRead(Path.ChangeExtension(words[1], ".pdb")) : null;
    var translation = new Translation(assembly, new TranslationOptions(int.Parse(words[0]), LineSource: lines));
    string? text = translation.Translate();
    foreach (RefusedException refusal in translation.Refusals)
    {
        Console.Error.WriteLine(refusal.Message);
    }
    if (text is null)
    {
        Console.Error.WriteLine($"il2c: {translation.Refusals.Count} constructs have no C form; no C file was written");
        return 1;
    }
    try
    {
        File.WriteAllText(output, text);
    }
    catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
    {
        // Half a file, as from a full disk, is none.
        File.Delete(output);
        Console.Error.WriteLine($"il2c: {output}: {exception.Message}");
        return 1;
    }
    Console.WriteLine($"{output}: {translation.FunctionCount} functions");
    return 0;
}
// What a damaged assembly makes its reader throw is among these.
catch (Exception exception) when (exception is RefusedException or IOException or UnauthorizedAccessException or BadImageFormatException
    or InvalidOperationException or InvalidCastException or ArgumentException or IndexOutOfRangeException or System.Collections.Generic.KeyNotFoundException or OverflowException)
{
    Console.Error.WriteLine($"il2c: {words[1]}: {exception.Message}");
    return 1;
}
