using System;
using System.Text;

namespace IgdAot.Features;

/// <summary>The same on the ordinary runtime. An exception is told as the firmware tells its fault.</summary>
internal static unsafe class FeaturesEntry
{
    private static int Main(string[] arguments)
    {
        byte*[] addresses = new byte*[arguments.Length + 1];
        for (int i = 0; i < arguments.Length; i++)
        {
            byte[] bytes = GC.AllocateArray<byte>(256, pinned: true);
            Encoding.ASCII.GetBytes(arguments[i], bytes);
            fixed (byte* first = bytes)
            {
                addresses[i + 1] = first;
            }
        }
        try
        {
            fixed (byte** argv = addresses)
            {
                return Program.Run(arguments.Length + 1, argv);
            }
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine("fault: " + exception switch
            {
                OverflowException => "overflow",
                DivideByZeroException => "divide by zero",
                IndexOutOfRangeException => "index out of range",
                // What our core library checks as an index, .NET may check as an argument.
                ArgumentException => "index out of range",
                _ => exception.GetType().Name,
            });
            return 134;
        }
    }
}
