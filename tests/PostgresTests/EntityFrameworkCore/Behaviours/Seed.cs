using Ringfence;

namespace PostgresTests.EntityFrameworkCore.Behaviours;

/// <summary>One tenant's rows.</summary>
internal static class Seed
{
    /// <summary>The keys count from the first, so that tenants whose keys do not carry them have none in common.</summary>
    public static string Of(TenantId tenant, int first, string suffix)
    {
        var t = $"'{tenant.Value}'";
        return $$"""
            insert into author ("TenantId", "Id", "Name", "Country", "Home_Street", "Home_City", "Home_Place_X", "Home_Place_Y")
            values
                ({{t}}, {{first}} + 1, 'Ada{{suffix}}', 'GB', 'Main Street 1', 'London', 3, 4),
                ({{t}}, {{first}} + 2, 'Grace{{suffix}}', 'US', 'Broadway 2', null, null, null),
                ({{t}}, {{first}} + 3, 'Edsger{{suffix}}', null, null, null, null, null);
            insert into biography ("TenantId", "AuthorId", "Text") values ({{t}}, {{first}} + 1, 'The first{{suffix}}');
            insert into book (
                "TenantId", "Id", "Title", "Pages", "Price", "Published", "Genre", "Isbn", "Keywords", "Ratings", "Ages",
                "Details", "AuthorId"
            ) values
                ({{t}}, {{first}} + 1, 'Engines{{suffix}}', 120, 9.50, '2021-03-04 05:06:07Z', 'Science', '111',
                    '{machine,number}', '{5,4}', '[10,15)',
                    '{"Cover": "blue", "Weight": 300, "Editions": [{"Year": 2001, "Place": "Bath"}, {"Year": 2011, "Place": null}]}',
                    {{first}} + 1),
                ({{t}}, {{first}} + 2, 'Notes{{suffix}}', 80, 5.00, '2022-11-12 00:00:00Z', 'Poetry', '222', '{verse}', '{}', null,
                    null, {{first}} + 1),
                ({{t}}, {{first}} + 3, 'Compilers{{suffix}}', 300, 30.25, '2023-06-30 23:59:59Z', 'Science', '333',
                    '{machine,language}', '{3}', '[16,)', '{"Cover": null, "Weight": 800, "Editions": []}', {{first}} + 2);
            insert into review ("TenantId", "Id", "BookId", "Stars", "Text", "Version") values
                ({{t}}, {{first}} + 1, {{first}} + 1, 5, 'Splendid{{suffix}}', 1), ({{t}}, {{first}} + 2, {{first}} + 1, 3, null, 1),
                ({{t}}, {{first}} + 3, {{first}} + 3, 4, 'Dense{{suffix}}', 1);
            insert into tag ("TenantId", "Id", "Label") values
                ({{t}}, '00000000-0000-0000-0000-{{first + 1:d12}}', 'old{{suffix}}'),
                ({{t}}, '00000000-0000-0000-0000-{{first + 2:d12}}', 'rare{{suffix}}');
            insert into book_tag ("TenantId", "BooksId", "TagsId") values
                ({{t}}, {{first}} + 1, '00000000-0000-0000-0000-{{first + 1:d12}}'),
                ({{t}}, {{first}} + 1, '00000000-0000-0000-0000-{{first + 2:d12}}'),
                ({{t}}, {{first}} + 3, '00000000-0000-0000-0000-{{first + 2:d12}}');
            insert into publisher ("TenantId", "Id", "Name") values
                ({{t}}, {{first}} + 1, 'Press{{suffix}}'), ({{t}}, {{first}} + 2, 'House{{suffix}}');
            insert into signing ("TenantId", "AuthorId", "PublisherId", "Fee") values
                ({{t}}, {{first}} + 1, {{first}} + 1, 100), ({{t}}, {{first}} + 1, {{first}} + 2, 50), ({{t}}, {{first}} + 2, {{first}} + 1, 70);
            insert into medium ("TenantId", "Id", "Kind", "Title", "Minutes", "Singer") values
                ({{t}}, {{first}} + 1, 'film', 'Metropolis{{suffix}}', 153, null), ({{t}}, {{first}} + 2, 'song', 'Air{{suffix}}', null, 'Ella');
            insert into vehicle ("TenantId", "Id", "Plate") values
                ({{t}}, {{first}} + 1, 'A 1{{suffix}}'), ({{t}}, {{first}} + 2, 'B 2{{suffix}}'), ({{t}}, {{first}} + 3, 'C 3{{suffix}}');
            insert into car ("TenantId", "Id", "Doors") values ({{t}}, {{first}} + 1, 4);
            insert into truck ("TenantId", "Id", "Load") values ({{t}}, {{first}} + 2, 900);
            insert into circle ("TenantId", "Id", "Name", "Radius") values ({{t}}, {{first}} + 1, 'round{{suffix}}', 2);
            insert into square ("TenantId", "Id", "Name", "Side") values ({{t}}, {{first}} + 2, 'even{{suffix}}', 3);
            {{OfOffices(t, first, suffix)}}
            {{OfArchives(t, first, suffix)}}
            select 1
            """;
    }

    private static string OfOffices(string t, int first, string suffix) =>
        $"""
            insert into account ("TenantId", "Id", "Holder", "Balance") values
                ({t}, {first} + 1, 'Ann{suffix}', 100), ({t}, {first} + 2, 'Bob{suffix}', 20), ({t}, {first} + 3, 'Cid{suffix}', 0);
            insert into gadget ("TenantId", "Id", "Number", "Name", "Count") values
                ({t}, '00000000-0000-0000-0000-{first + 9:d12}', {first} + 1, 'bell{suffix}', 5);
            insert into voucher ("TenantId", "Id", "Text") values ({t}, {first} + 1, 'ten{suffix}');
            insert into team ("TenantId", "Id", "Name") values ({t}, {first} + 1, 'Reds{suffix}'), ({t}, {first} + 2, 'Rest{suffix}');
            insert into player ("TenantId", "Id", "TeamId", "Name") values
                ({t}, {first} + 1, {first} + 1, 'Pat{suffix}'), ({t}, {first} + 2, {first} + 1, 'Pip{suffix}');
            insert into coach ("TenantId", "Id", "TeamId", "Name") values ({t}, {first} + 1, {first} + 1, 'Cam{suffix}');
            insert into sponsor ("TenantId", "Id", "TeamId", "Name") values ({t}, {first} + 1, {first} + 2, 'Sol{suffix}');
            insert into node ("TenantId", "Id", "ParentId", "FavouriteId", "Name") values
                ({t}, {first} + 1, null, null, 'root{suffix}'), ({t}, {first} + 2, {first} + 1, {first} + 1, 'left{suffix}'),
                ({t}, {first} + 3, {first} + 1, null, 'right{suffix}'), ({t}, {first} + 4, {first} + 2, null, 'leaf{suffix}');
            insert into folder ("TenantId", "Id", "Name") values ({t}, {first} + 1, 'Letters{suffix}'), ({t}, {first} + 2, 'Empty{suffix}');
            insert into paper ("TenantId", "Id", "FolderId", "Text") values
                ({t}, {first} + 1, {first} + 1, 'Dear{suffix}'), ({t}, {first} + 2, {first} + 1, 'Sincerely{suffix}');
            insert into parcel ("TenantId", "Id", "Sender_Name", "Sender_City", "Receiver") values
                ({t}, {first} + 1, 'Sam{suffix}', 'Ulm', jsonb_build_object('Name', 'Rob{suffix}', 'City', 'Bonn')),
                ({t}, {first} + 2, 'Sue{suffix}', null, jsonb_build_object('Name', 'Ray{suffix}', 'City', null));
            insert into parcel_line ("TenantId", "ParcelId", "Id", "Item", "Pieces") values
                ({t}, {first} + 1, {first} + 1, 'pen{suffix}', 2), ({t}, {first} + 1, {first} + 2, 'ink{suffix}', 1);
            insert into ticket ("TenantId", "Id", "Subject", "Text") values ({t}, {first} + 1, 'Broken{suffix}', 'It broke{suffix}');
            """;

    private static string OfArchives(string t, int first, string suffix) =>
        $$"""
            insert into sample (
                "TenantId", "Id", "Mood", "Day", "Time", "Moment", "Local", "Length", "Bytes", "Ratio", "Large", "Small", "Flag",
                "Letter", "Mark", "Sum", "Days", "Period", "Point", "Document", "Nothing", "Hidden"
            ) values (
                {{t}}, {{first}} + 1, 1, '2024-02-29', '12:34:56', '2024-02-29 12:00:00Z', '2024-02-29 12:00:00Z', '1 day 02:03:04',
                '\x0102', 0.5, 9000000000, 7, true, 'x', '00000000-0000-0000-0000-000000000007', 12.34, '{2024-01-01}',
                '[2024-01-01,2024-02-01)', '(1,2)', '{"a": {"b": [1, 2]} }', null, 'hidden{{suffix}}'
            );
            insert into article ("TenantId", "Id", "Title", "Body", "IsWithdrawn") values
                ({{t}}, {{first}} + 1, 'Cats{{suffix}}', 'A cat sat on the mat', false),
                ({{t}}, {{first}} + 2, 'Dogs{{suffix}}', 'Dogs chase cats', false),
                ({{t}}, {{first}} + 3, 'Owls{{suffix}}', 'Nobody saw it', true);
            insert into entry ("TenantId", "Id", "Text", "Amount") values ({{t}}, {{first}} + 1, 'opening{{suffix}}', 10);
            insert into country ("TenantId", "Id", "Code") values
                ({{t}}, {{first}} + 1, 'DE{{suffix}}'), ({{t}}, {{first}} + 2, 'FR{{suffix}}');
            insert into city ("TenantId", "Id", "Name", "CountryCode") values
                ({{t}}, {{first}} + 1, 'Bonn{{suffix}}', 'DE{{suffix}}'), ({{t}}, {{first}} + 2, 'Lille{{suffix}}', 'FR{{suffix}}');
            insert into seat ("TenantId", "Row", "Number", "Guest") values
                ({{t}}, {{first}} + 1, 1, 'Gus{{suffix}}'), ({{t}}, {{first}} + 1, 2, null);
            insert into bag ("TenantId", "Id", "Content") values ({{t}}, {{first}} + 1, 'bread{{suffix}}');
            """;
}
