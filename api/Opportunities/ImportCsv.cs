using System.Runtime.CompilerServices;
using System.Text;
using Actors.Common;
using CsvHelper;

namespace Actors.Api.Opportunities;

/// <summary>
/// An uploaded CSV file (RFC 4180, UTF-8, with or without BOM) on disk. It is looked through once while it arrives, so that a file that is
/// broken anywhere changes nothing; then it is read as often as needed, row by row. The file is gone when this is disposed.
/// </summary>
internal sealed class ImportCsv : IAsyncDisposable
{
    public const long LargestFile = 50 * 1024 * 1024;
    public const int MostRows = 100_000;
    private static readonly CsvReaderOptions s_format = new() { Separator = ',', HasHeader = false, DetectSeparatorHint = false, Encoding = Encoding.UTF8 };
    private readonly FileStream _file;

    private ImportCsv(FileStream file) => _file = file;

    public static async Task<Outcome<ImportCsv>> Receive(Stream upload, CancellationToken cancellation)
    {
        ImportCsv csv = new(new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            BufferSize = 64 * 1024,
        }));
        try
        {
            ImportShape shape = new();
            var buffer = new byte[64 * 1024];
            Fault? fault = null;
            for (var read = await upload.ReadAsync(buffer, cancellation); read > 0 && fault is null; read = await upload.ReadAsync(buffer, cancellation))
            {
                fault = shape.Look(buffer.AsSpan(0, read));
                await csv._file.WriteAsync(buffer.AsMemory(0, read), cancellation);
            }

            if ((fault ?? shape.End()) is { } broken)
            {
                await csv.DisposeAsync();
                return broken;
            }

            return csv;
        }
        catch
        {
            await csv.DisposeAsync();
            throw;
        }
    }

    /// <summary>The rows by number: the header is row 1; empty lines are left out and not counted.</summary>
    public async IAsyncEnumerable<(int Number, string[] Cells)> Rows([EnumeratorCancellation] CancellationToken cancellation)
    {
        _file.Position = 0;
        await using var reader = CsvReader.Create(_file, s_format, leaveOpen: true);
        for (var number = 1; await reader.ReadAsync(cancellation); number++)
        {
            yield return (number, reader.Current.ToArray());
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}

/// <summary>Looks at the bytes of a CSV file as they pass: UTF-8, no NUL, quotes in pairs, cells and rows within bounds.</summary>
internal sealed class ImportShape
{
    public const int LargestCell = 65_536;
    public const int MostColumns = 500;
    private readonly Decoder _decoder = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private readonly char[] _characters = new char[(64 * 1024) + 16];
    private State _state = State.CellStart;
    private int _cells = 1;
    private int _cell;
    private int _quotedIn;
    private long _bytes;
    private bool _rowHasText;
    private int _rowsWithText;

    private enum State
    {
        CellStart,
        Plain,
        Quoted,
        QuoteInQuoted,
    }

    public Fault? Look(ReadOnlySpan<byte> bytes)
    {
        if (!IsText(bytes, flush: false))
        {
            return At(ImportFaults.NotUtf8);
        }

        // The byte order mark is no part of the first cell.
        var skip = _bytes == 0 && bytes.StartsWith(Encoding.UTF8.Preamble) ? 3 : 0;
        _bytes += bytes.Length;
        foreach (var b in bytes[skip..])
        {
            if (Take(b) is { } fault)
            {
                return At(fault);
            }
        }

        return null;
    }

    public Fault? End()
    {
        if (!IsText([], flush: true))
        {
            return At(ImportFaults.NotUtf8);
        }

        if (_state == State.Quoted)
        {
            return ImportFaults.QuotesUnbalanced.With("row", $"{_quotedIn}");
        }

        EndRow();
        return _rowsWithText switch
        {
            0 => ImportFaults.Empty,
            1 => ImportFaults.NoRows,
            _ => null,
        };
    }

    private Fault? Take(byte b)
    {
        if (b == 0)
        {
            return ImportFaults.Nul;
        }

        _rowHasText |= b is not (byte)'\r' and not (byte)'\n';
        if (_state != State.Quoted && b is (byte)',' or (byte)'\n')
        {
            return b == ',' ? EndCell() : EndLine();
        }

        if (++_cell > LargestCell)
        {
            return ImportFaults.CellTooLarge;
        }

        switch (_state)
        {
            case State.CellStart when b == '"':
                (_state, _quotedIn) = (State.Quoted, _rowsWithText + 1);
                break;
            case State.CellStart:
                _state = State.Plain;
                break;
            case State.Quoted when b == '"':
                _state = State.QuoteInQuoted;
                break;
            case State.QuoteInQuoted when b == '"':
                _state = State.Quoted;
                break;
            case State.QuoteInQuoted when b != '\r':
                return ImportFaults.QuotesMisplaced;
        }

        return null;
    }

    private Fault? EndCell()
    {
        (_state, _cell) = (State.CellStart, 0);
        return ++_cells > MostColumns ? ImportFaults.TooManyColumns : null;
    }

    private Fault? EndLine()
    {
        EndRow();
        (_state, _cell, _cells) = (State.CellStart, 0, 1);
        return _rowsWithText > ImportCsv.MostRows + 1 ? ImportFaults.TooManyRows : null;
    }

    private void EndRow()
    {
        _rowsWithText += _rowHasText ? 1 : 0;
        _rowHasText = false;
    }

    private bool IsText(ReadOnlySpan<byte> bytes, bool flush)
    {
        try
        {
            _decoder.GetChars(bytes, _characters, flush);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    private Fault At(Fault fault) => fault.With("row", $"{_rowsWithText + 1}");
}
