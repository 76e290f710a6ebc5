using IgdAot.Gateway.Memory;
using IgdAot.Wire;

namespace IgdAot.Gateway.Mappings;

/// <summary>How many mappings each internal client has, for its quota: an open-addressed table that is at most half full.</summary>
internal struct ClientCounts
{
    private Slots<Row> _rows;

    public static nuint SizeOf(int capacity) => Arena.SizeOf<Row>(RowCount(capacity));

    public bool Create(ref Arena arena, int capacity)
    {
        _rows = arena.Take<Row>(RowCount(capacity));
        return _rows.Length != 0;
    }

    public readonly int CountOf(Ipv4Address client) => _rows[Locate(client)].Count;

    public void Increment(Ipv4Address client)
    {
        ref Row row = ref _rows[Locate(client)];
        row.Client = client;
        row.Count++;
    }

    public void Decrement(Ipv4Address client)
    {
        int hole = Locate(client);
        if (--_rows[hole].Count > 0)
        {
            return;
        }

        // An empty row must not cut a later client off from its home: shift those behind it back.
        int mask = _rows.Length - 1;
        int next = (hole + 1) & mask;
        while (_rows[next].Count != 0)
        {
            int home = Home(_rows[next].Client);
            if (((next - home) & mask) >= ((next - hole) & mask))
            {
                _rows[hole] = _rows[next];
                hole = next;
            }

            next = (next + 1) & mask;
        }

        _rows[hole] = default;
    }

    private static int RowCount(int capacity)
    {
        int count = 16;
        while (count < 2 * capacity)
        {
            count *= 2;
        }

        return count;
    }

    private readonly int Home(Ipv4Address client) => (int)(Hash.Mix(client.Value) & (uint)(_rows.Length - 1));

    /// <summary>The client's row, or the empty one where it would stand.</summary>
    private readonly int Locate(Ipv4Address client)
    {
        int at = Home(client);
        while (_rows[at].Count != 0 && !_rows[at].Client.Equals(client))
        {
            at = (at + 1) & (_rows.Length - 1);
        }

        return at;
    }

    private struct Row
    {
        public Ipv4Address Client;
        public int Count;
    }
}
