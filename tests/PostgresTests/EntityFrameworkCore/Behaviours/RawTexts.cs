using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>SQL that the user wrote.</summary>
internal static class RawTexts
{
    private const string AllBooks = "select * from book";

    public static readonly ImmutableArray<Behaviour> All =
    [
        Behaviour.Query("Raw: rows of an entity", db => db.Reviews.FromSqlRaw("select * from review order by \"Id\"")),
        Behaviour.Query(
            "Raw: composed",
            db =>
                db.Books.FromSqlRaw(AllBooks)
                    .Where(row => row.Pages > 100)
                    .Include(row => row.Author)
                    .OrderBy(row => row.Id)
        ),
        Behaviour.Query(
            "Raw: composed, split",
            db =>
                db.Authors.FromSqlRaw("select * from author")
                    .Include(row => row.Books)
                    .AsSplitQuery()
                    .OrderBy(row => row.Id)
        ),
        Behaviour.Query(
            "Raw: interpolated",
            db =>
            {
                var (least, title) = (50, "Notes");
                return db.Books.FromSql($"select * from book where \"Pages\" > {least} and \"Title\" = {title}");
            }
        ),
        Behaviour.Query(
            "Raw: with a parameter object",
            db => db.Books.FromSqlRaw("select * from book where \"Pages\" > @least", new NpgsqlParameter("least", 200))
        ),
        Behaviour.Query(
            "Raw: with a parameter named as the bind's",
            db =>
                db.Books.FromSqlRaw(
                    "select * from book where \"Pages\" > @ringfence_bind",
                    new NpgsqlParameter("ringfence_bind", 200)
                )
        ),
        Behaviour.Query(
            "Raw: values",
            db => db.Database.SqlQuery<int>($"select \"Pages\" as \"Value\" from book order by 1")
        ),
        Behaviour.Query(
            "Raw: values, composed",
            db =>
                db.Database.SqlQuery<int>($"select \"Pages\" as \"Value\" from book")
                    .Where(pages => pages > 100)
                    .OrderBy(pages => pages)
        ),
        Behaviour.Query(
            "Raw: rows of a type that is no entity",
            db =>
                db.Database.SqlQuery<Library.BookLine>(
                    $"select b.\"Title\", a.\"Name\" as \"Author\" from book as b join author as a on a.\"Id\" = b.\"AuthorId\" order by 1"
                )
        ),
        Behaviour.Query(
            "Raw: a comment and a semicolon",
            db => db.Books.FromSqlRaw("/* all; of them */ select * from book -- end;")
        ),
        Behaviour.With(
            "Raw: statements that write",
            async (stage, db) =>
            {
                var by = 2;
                stage.Note(
                    "updated",
                    await stage.CallAsync(
                        () => db.Database.ExecuteSql($"update book set \"Pages\" = \"Pages\" * {by}"),
                        to => db.Database.ExecuteSqlAsync($"update book set \"Pages\" = \"Pages\" * {by}", to)
                    )
                );
                stage.Note(
                    "inserted",
                    await stage.CallAsync(
                        () => db.Database.ExecuteSqlRaw("insert into publisher (\"Name\") values ({0})", "New"),
                        to =>
                            db.Database.ExecuteSqlRawAsync("insert into publisher (\"Name\") values ({0})", ["New"], to)
                    )
                );
                stage.Note(
                    "deleted",
                    await stage.CallAsync(
                        () => db.Database.ExecuteSqlRaw("delete from review"),
                        to => db.Database.ExecuteSqlRawAsync("delete from review", to)
                    )
                );
            }
        ),
        Behaviour.With(
            "Raw: several statements",
            async (stage, db) =>
                stage.Note(
                    "affected",
                    await stage.CallAsync(
                        () =>
                            db.Database.ExecuteSqlRaw(
                                "update book set \"Pages\" = 1; delete from review where \"Id\" = 1"
                            ),
                        to =>
                            db.Database.ExecuteSqlRawAsync(
                                "update book set \"Pages\" = 1; delete from review where \"Id\" = 1",
                                to
                            )
                    )
                )
        ),
        Behaviour.With(
            "Raw: a statement that returns rows",
            async (stage, db) =>
            {
                var books = db.Books.FromSqlRaw("update book set \"Pages\" = 7 where \"Id\" = 1 returning *");
                await stage.FailAsync("composed", () => stage.ListAsync(books));
                await stage.RowsAsync(
                    db.Reviews.FromSqlRaw("update review set \"Stars\" = 2 where \"Id\" = 1 returning *")
                );
            }
        ) with
        {
            FitsDeclared = false,
        },
        Behaviour.With(
            "Raw: transaction control",
            async (stage, db) =>
            {
                await stage.CallAsync(
                    () => db.Database.ExecuteSqlRaw("begin; update book set \"Pages\" = 1; rollback"),
                    to => db.Database.ExecuteSqlRawAsync("begin; update book set \"Pages\" = 1; rollback", to)
                );
                stage.Note(
                    "sum",
                    await stage.CallAsync(
                        () => db.Books.Sum(row => row.Pages),
                        to => db.Books.SumAsync(row => row.Pages, to)
                    )
                );
            }
        ),
        Behaviour.With(
            "Raw: a transaction in texts",
            async (stage, db) =>
            {
                await stage.CallAsync(db.Database.OpenConnection, db.Database.OpenConnectionAsync);
                foreach (
                    var sql in (string[])
                        [
                            "begin",
                            "update book set \"Pages\" = 1",
                            "savepoint s",
                            "delete from review",
                            "rollback to s",
                            "commit",
                        ]
                )
                {
                    stage.Note(
                        sql,
                        await stage.CallAsync(
                            () => db.Database.ExecuteSqlRaw(sql),
                            to => db.Database.ExecuteSqlRawAsync(sql, to)
                        )
                    );
                }
            }
        ),
        Behaviour.With(
            "Raw: a wrong text",
            async (stage, db) =>
            {
                await stage.FailAsync("query", () => stage.ListAsync(db.Books.FromSqlRaw("select * from nowhere")));
                await stage.FailAsync(
                    "statement",
                    () =>
                        stage.CallAsync(
                            () => db.Database.ExecuteSqlRaw("selec 1"),
                            to => db.Database.ExecuteSqlRawAsync("selec 1", to)
                        )
                );
                stage.Note("after", (await stage.ListAsync(db.Books)).Count);
            }
        ) with
        {
            FitsDeclared = false,
        },
        Behaviour.With(
            "Raw: a column that is missing",
            (stage, db) =>
                stage.FailAsync("query", () => stage.ListAsync(db.Reviews.FromSqlRaw("select \"Id\" from review")))
        ) with
        {
            FitsDeclared = false,
        },
        Behaviour.With(
            "Raw: a call of a procedure",
            async (stage, db) =>
                stage.Note(
                    "affected",
                    await stage.CallAsync(
                        () => db.Database.ExecuteSqlRaw("call entry_delete({0})", 1),
                        to => db.Database.ExecuteSqlRawAsync("call entry_delete({0})", [1], to)
                    )
                )
        ),
        Behaviour.With(
            "Raw: an anonymous block",
            async (stage, db) =>
                stage.Note(
                    "affected",
                    await stage.CallAsync(
                        () => db.Database.ExecuteSqlRaw("do $$ begin update book set \"Pages\" = 2; end $$"),
                        to => db.Database.ExecuteSqlRawAsync("do $$ begin update book set \"Pages\" = 2; end $$", to)
                    )
                )
        ),
        Behaviour.With(
            "Raw: an output parameter",
            async (stage, db) =>
            {
                var id = new NpgsqlParameter<int>("id", 0) { Direction = System.Data.ParameterDirection.InputOutput };
                await stage.FailAsync(
                    "call",
                    () =>
                        stage.CallAsync(
                            () => db.Database.ExecuteSqlRaw("call entry_insert('raw', 3, @id)", id),
                            to => db.Database.ExecuteSqlRawAsync("call entry_insert('raw', 3, @id)", [id], to)
                        )
                );
                stage.Note("id", id.Value);
            }
        ) with
        {
            CountsFlights = false,
            FitsDeclared = false,
        },
        Behaviour.Query("Raw: explained", db => db.Database.SqlQueryRaw<string>("explain select 1")),
    ];
}
