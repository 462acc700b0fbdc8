using System.Collections.Immutable;

namespace PostgresTests.Behaviours;

/// <summary>All of them, each with its reason; <c>docs/ado-net.md</c> tells them to users.</summary>
internal static class KnownDifferences
{
    private const string Single =
        "the driver ends a single result after the statement of index 0, which is the bind; its reader is sealed";

    private const string Commits =
        "the bind ends with the transaction that the procedure commits; 18 refuses the commit behind a bind";

    private const string OneDatabase = "a data source has checked the contract of one database";

    private const string Refused2D000 = "call: PostgresException 2D000 invalid transaction termination at 0, ||||";

    private const string Refused42501 =
        "call: PostgresException 42501 new row violates row-level security policy for table \"invoice\" at 0, ||||";

    private const string NotSupportedDatabase =
        "change: NotSupportedException A data source is for one database, whose contract it checked; make another for"
        + " another.";

    private const string NotSupportedString =
        "set: NotSupportedException The data source has the connection string; make another data source.";

    private const string Rows = "left: '1 1 one, 1 2 , 1 3 three, 2 10 ten'";
    private const string RowsOfHalf = "left: '1 1 one, 1 2 , 1 3 three, 2 10 ten, 1 50 '";
    private const string RowsOfAll = "left: '1 1 one, 1 2 , 1 3 three, 2 10 ten, 1 50 , 1 51 '";

    public static readonly ImmutableArray<KnownDifference> All =
    [
        new(
            "CommandBehavior: single result of several",
            Single,
            [],
            ["columns: ['?column? integer']", "row: [2 Int32]"]
        )
        {
            Bindings = KnownDifference.WithoutSession,
        },
        new(
            "CommandBehavior: single result of a batch",
            Single,
            [],
            ["columns: ['?column? integer']", "row: [2 Int32]"]
        )
        {
            Bindings = KnownDifference.WithoutSession,
        },
        .. OfProcedure("Procedures: one that commits"),
        .. OfProcedure("Procedures: one that commits, by name"),
        new(
            "Procedures: one that commits, among several statements",
            Commits,
            ["affected: -1 Int32", "call: null", RowsOfAll],
            [Refused42501, RowsOfHalf]
        )
        {
            Bindings = KnownDifference.WithoutSession,
            Majors = (14, 17),
        },
        new(
            "Procedures: a block that commits",
            Commits,
            ["left: '1 10 one, 1 10 , 1 10 three, 2 10 ten'"],
            ["left: '1 9 one, 1 9 , 1 9 three, 2 10 ten'"]
        )
        {
            Bindings = KnownDifference.WithoutSession,
            Majors = (14, 17),
        },
        new(
            "Procedures: a block that commits",
            Commits,
            ["affected: -1 Int32", "do: null", "left: '1 10 one, 1 10 , 1 10 three, 2 10 ten'"],
            ["do: PostgresException 2D000 invalid transaction termination at 0, ||||", Rows]
        )
        {
            Bindings = KnownDifference.WithoutSession,
            Majors = (18, int.MaxValue),
        },
        new(
            "Batches: with named parameters, executed twice",
            "the driver adds the parameters to those of the time before and breaks the connection; ours sends a copy,"
                + " whose count of rows the user's command cannot be given",
            [
                "again: InvalidOperationException Missing type info or binding info.",
                "connection: Closed",
                "session: 'none'",
                "left: '1 2 one, 1 3 , 1 3 three, 2 10 ten'",
            ],
            [
                "affected: 3 Int32",
                "of each: [(2 Int32, 2 UInt64, Update)]",
                "again: null",
                "connection: Open",
                "session: 'idle'",
                "left: '1 3 one, 1 4 , 1 4 three, 2 10 ten'",
            ]
        ),
        new(
            "Batches: auto-prepared, executed often",
            "a batch command that was prepared runs another statement on another connection (npgsql#6432), so that a copy"
                + " is sent; the driver lets nobody set the count of rows of the user's",
            [
                "of each: [(2 Int32, 2 UInt64, Update), (-1 Int32, 1 UInt64, Select)]",
                "of each: [(1 Int32, 1 UInt64, Update), (-1 Int32, 1 UInt64, Select)]",
                "of each: [(0 Int32, 0 UInt64, Update), (-1 Int32, 1 UInt64, Select)]",
            ],
            [
                "of each: [(3 Int32, 3 UInt64, Update), (-1 Int32, 1 UInt64, Select)]",
                "of each: [(3 Int32, 3 UInt64, Update), (-1 Int32, 1 UInt64, Select)]",
                "of each: [(3 Int32, 3 UInt64, Update), (-1 Int32, 1 UInt64, Select)]",
            ]
        ),
        new(
            "Transactions: read only by default",
            "binding a session by password writes its row",
            [
                "scalar: 6 Int64",
                "read only: PostgresException 25006 cannot execute UPDATE in a read-only transaction at 0, ||||",
                "error: null",
            ],
            ["error: PostgresException 25006 cannot execute INSERT in a read-only transaction at 0, ||||"]
        )
        {
            Bindings = KnownDifference.WithSession,
        },
        new(
            "Errors: a disposed connection",
            "whether a tenant may run something is asked first, and the state of the connection is a part of it",
            ["begin: ObjectDisposedException Cannot access a disposed object. Object name: 'Npgsql.NpgsqlConnection'."],
            ["begin: InvalidOperationException Connection is not open"]
        ),
        new(
            "Errors: what a command in progress is called",
            "the driver names no text for a batch",
            ["message: 'A command is already in progress: select 1'"],
            ["message: 'A command is already in progress: '"]
        ),
        new(
            "Errors: a connection closed while a reader is open",
            "the driver uses its reader again, for the command that unbinds",
            ["read: InvalidOperationException The reader is closed"],
            ["read: ObjectDisposedException Cannot access a disposed object. Object name: 'NpgsqlDataReader'."]
        )
        {
            Bindings = KnownDifference.WithSession,
        },
        new(
            "Errors: a connection closed while a reader is open that would fail",
            "a connection must not stay open, or go back bound, for an error in what nobody read",
            [
                "close: PostgresException 22012 division by zero at 0, ||||",
                "state: Open",
                "connection: Open",
                "session: 'idle'",
            ],
            ["close: null", "state: Closed", "connection: Closed", "session: 'none'"]
        )
        {
            Bindings = KnownDifference.WithSession,
        },
        new("Connections: another connection string", OneDatabase, ["set: null"], [NotSupportedString]),
        new(
            "Connections: another connection string while open",
            OneDatabase,
            ["set: InvalidOperationException Connection already open"],
            [NotSupportedString]
        ),
        new(
            "Statements: lock",
            "from 18 on a statement behind a bind is in a transaction block, if one that ends with it",
            ["outside: PostgresException 25P01 LOCK TABLE can only be used in transaction blocks at 0, ||||"],
            ["outside: null", "affected: -1 Int32"]
        )
        {
            Bindings = KnownDifference.WithoutSession,
            Majors = (18, int.MaxValue),
        },
        new(
            "Connections: another database",
            OneDatabase,
            ["database: 'postgres'", "change: null"],
            [NotSupportedDatabase]
        )
        {
            OnlyAsync = true,
        },
        new(
            "Connections: another database",
            OneDatabase,
            ["database: 'postgres'", "change: null"],
            [NotSupportedDatabase, "database: 'DATABASE'"]
        )
        {
            OnlyAsync = false,
        },
    ];

    private static ImmutableArray<KnownDifference> OfProcedure(string name) =>
        [
            new(name, Commits, ["affected: -1 Int32", "call: null", RowsOfAll], [Refused42501, RowsOfHalf])
            {
                Bindings = KnownDifference.WithoutSession,
                Majors = (14, 17),
            },
            new(name, Commits, ["affected: -1 Int32", "call: null", RowsOfAll], [Refused2D000, Rows])
            {
                Bindings = KnownDifference.WithoutSession,
                Majors = (18, int.MaxValue),
            },
        ];
}
