// See src/IgdAot.Linux/Abi/NativeCall.Sdk.cs.
global using NativeCallAttribute = System.Runtime.InteropServices.SuppressGCTransitionAttribute;
