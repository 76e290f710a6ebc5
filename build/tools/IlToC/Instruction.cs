using System.Collections.Generic;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace IgdAot.IlToC;

/// <summary>One instruction of IL with its operand: a number, a token, or the offsets of its targets.</summary>
internal sealed record Instruction(int Offset, OpCode Opcode, long Operand, int[] Targets)
{
    private static readonly Dictionary<ushort, OpCode> s_opcodes = ReadOpcodes();

    public string Name => Opcode.Name!;

    /// <summary>Whether the next instruction is never reached from this one.</summary>
    public bool EndsFlow => Opcode.FlowControl is FlowControl.Branch or FlowControl.Return or FlowControl.Throw;

    public static List<Instruction> Read(BlobReader il)
    {
        List<Instruction> instructions = [];
        while (il.RemainingBytes > 0)
        {
            int offset = il.Offset;
            ushort code = il.ReadByte();
            if (code == 0xFE)
            {
                code = (ushort)(0xFE00 | il.ReadByte());
            }
            OpCode opcode = s_opcodes[code];
            long operand = 0;
            int[] targets = [];
            switch (opcode.OperandType)
            {
                case OperandType.InlineNone:
                    break;
                case OperandType.ShortInlineBrTarget:
                    targets = [il.ReadSByte() + il.Offset];
                    break;
                case OperandType.InlineBrTarget:
                    targets = [il.ReadInt32() + il.Offset];
                    break;
                case OperandType.InlineSwitch:
                    targets = new int[il.ReadInt32()];
                    int origin = il.Offset + (4 * targets.Length);
                    for (int i = 0; i < targets.Length; i++)
                    {
                        targets[i] = il.ReadInt32() + origin;
                    }
                    break;
                case OperandType.ShortInlineI when opcode == OpCodes.Ldc_I4_S:
                    operand = il.ReadSByte();
                    break;
                case OperandType.ShortInlineI or OperandType.ShortInlineVar:
                    operand = il.ReadByte();
                    break;
                case OperandType.InlineVar:
                    operand = il.ReadUInt16();
                    break;
                case OperandType.InlineI8 or OperandType.InlineR:
                    operand = il.ReadInt64();
                    break;
                default:
                    operand = il.ReadInt32();
                    break;
            }
            instructions.Add(new Instruction(offset, opcode, operand, targets));
        }
        return instructions;
    }

    private static Dictionary<ushort, OpCode> ReadOpcodes()
    {
        var result = new Dictionary<ushort, OpCode>();
        foreach (FieldInfo field in typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static))
        {
            var opcode = (OpCode)field.GetValue(null)!;
            result[(ushort)opcode.Value] = opcode;
        }
        return result;
    }
}
