namespace PostgresTests.Expressions;

/// <summary>Expressions as people write them, over one table with a column of many types.</summary>
internal static class WrittenExpressions
{
    public const string Schema = """
        create schema "my schema";
        create type mood as enum ('calm', 'angry');
        create type pair as (a int, "B c" text);
        create domain percent as numeric(5, 2) check (value between 0 and 100);
        create table t (
            id bigint, n int, r real, num numeric(12, 3), b boolean, s text, v varchar(20), c char(3), u uuid,
            d date, ts timestamp, tz timestamptz, ti time, iv interval, j json, jb jsonb, arr int[], words text[],
            bits bit(4), vb bit varying, by bytea, x xml, m mood, p pair, pc percent, ip inet, rng int4range, q "char",
            tenant_id uuid, "select" int, "Mixed Case" text, "a""b" int, pt point, o oid, nm name
        );
        create table "my schema"."other table" (id bigint, "tenant_id" uuid, user_id text, note text);
        create function add(a int, b int default 1) returns int language sql immutable as 'select a + b';
        create function joined(variadic parts text[]) returns text language sql immutable as 'select array_to_string(parts, '','')';
        create function "my schema"."my function"(x int) returns int language sql stable as 'select x';
        create function tenant() returns uuid language sql stable as
            'select nullif(current_setting(''app.tenant'', true), '''')::uuid';
        create operator "my schema".<<<< (function = add, leftarg = int, rightarg = int);
        """;

    /// <summary>What a check constraint takes: no sub-selects, no aggregates.</summary>
    public const string Plain = """
        tenant_id = tenant()
        tenant_id = current_setting('app.tenant')::uuid
        tenant_id = nullif(current_setting('app.tenant', true), '')::uuid
        tenant_id = coalesce(nullif(current_setting('app.tenant', true), ''), '00000000-0000-0000-0000-000000000000')::uuid
        (current_setting('app.bypass', true) = 'on') or tenant_id = tenant()
        tenant_id is null or tenant_id = tenant()
        tenant_id is not distinct from tenant()
        (tenant_id is distinct from tenant()) is false
        s = current_user or s = session_user or s = user or s = current_role
        current_catalog = 'x' or current_schema = 'y'
        tz > current_timestamp or tz > current_timestamp(3) or d = current_date or ts < localtimestamp or ts < localtimestamp(2)
        ti < localtime or ti::timetz < current_time or ti::timetz < current_time(1)
        n = 1 + 2 * 3 - 4 / 2 % 3
        (n + 1) * 3 = -n ^ 2
        -n = - (-1)
        n = -2147483648 and id = 9223372036854775807 and num = 1e10 and num = .5 and num = 12345678901234567890.25
        not b and not (not b) and not b is true
        b is true or b is not true or b is false or b is not false or b is unknown or b is not unknown
        s is null or s isnull or s notnull or s is not null
        n between 1 and 10 and n not between 3 and 4
        n between symmetric 10 and 1 or n not between symmetric 2 and 1
        s like 'a%' and s not like '%b' and s ilike 'C_' and s not ilike 'd'
        s like 'a!%' escape '!' and s not like 'x' escape ''
        s similar to '(a|b)%' and s not similar to 'c' and s similar to 'x!%' escape '!'
        s ~ '^a' and s ~* 'b$' and s !~ 'c' and s !~* 'd'
        n in (1, 2, 3) and n not in (4, 5) and s in ('a', 'b') and n in (1)
        n = any (arr) and n <> all (arr) and n > some (array[1, 2])
        s = any ('{a,b}'::text[]) and s like any (array['a%', 'b%']) and s not like all (array['x'])
        n = any (string_to_array(current_setting('app.tenants', true), ',')::int[])
        case when n > 1 then 'a' when n > 2 then 'b' else 'c' end = s
        case n when 1 then true when 2 then false end
        coalesce(s, v, 'x') = nullif(s, 'y')
        greatest(n, 1, 2) = least(n, 3)
        row(n, s) = row(1, 'a') and (n, s) <> (2, 'b') and row(n) is not null
        (n, s) < (1, 'b') and (n, s) >= (1, 'b')
        (n, s, b) is distinct from (1, 'a', true)
        array[n, 1, 2] = arr and array[[1, 2], [3, 4]] = array[array[1, 2], array[3, n]]
        array[]::int[] = arr and '{}'::int[] <> arr
        arr[1] = 2 and arr[1:2] = arr[:2] and arr[2:] = arr[:] and (array[1, 2])[1] = n
        (p).a = 1 and (p)."B c" = 'x' and ((p).a + 1) = 2
        (row(1, 'b')::pair).a = n
        jb['a']['b'] = '1'::jsonb
        jb -> 'a' ->> 'b' = 'c' and jb #>> '{a,b}' = 'd' and jb @> '{"a": 1}' and jb ? 'x' and jb ?| array['a'] and jb ?& array['b']
        j ->> 'a' = 'b' and j::jsonb = jb
        jb @? '$.a[*] ? (@ > 2)' and jb @@ '$.a > 1'
        s collate "C" < 'b' and v < 'b' collate "POSIX" and s || 'x' collate "C" > 'y'
        ts at time zone 'UTC' = tz and tz at time zone 'Europe/Berlin' = ts and (tz at time zone s)::date = d
        extract(year from ts) = 2020 and extract('month' from tz) = 1 and extract(epoch from iv) > 1 and extract(day from d) = 1
        position('a' in s) > 0 and position(by in by) = 1
        substring(s from 2 for 3) = 'a' and substring(s from 2) = 'b' and substring(s for 3) = 'c' and substring(s, 1, 2) = 'd'
        substring(s from 'a.b') = 'x' and substring(s similar 'a#"b#"c' escape '#') = 'b'
        overlay(s placing 'a' from 1 for 2) = 'b' and overlay(s placing 'a' from 1) = 'c'
        trim(s) = 'a' and trim(both 'x' from s) = 'b' and trim(leading from s) = 'c' and trim(trailing 'y' from s) = 'd'
        ltrim(s) = 'a' and btrim(s, 'x') = 'b'
        normalize(s) = 'a' and normalize(s, nfkc) = 'b' and s is normalized and s is not nfd normalized
        collation for (s) = 'x'
        (d, d + 1) overlaps (d, d + 2) and (ts, iv) overlaps (ts, iv)
        interval '1 day' = iv and interval '1' day = iv and interval '1-2' year to month = iv and iv = '1 hour'::interval hour to minute
        iv = interval '1.5' second(2) and iv = interval(3) '1.1234 s' and iv = '1'::interval
        date '2020-01-01' = d and timestamp '2020-01-01 00:00' = ts and timestamp with time zone '2020-01-01 00:00+00' = tz
        time '10:00' = ti and time with time zone '10:00+00' is not null and timestamp(3) '2020-01-01' = ts
        uuid '00000000-0000-0000-0000-000000000001' = u and bool 'on' and point '(1,2)' ~= pt
        s::varchar(5) = 'a' and s::char(2) = 'b' and s::"char" = q and n::numeric(5, 2) = 1 and n::float8 = 1 and n::real = r
        cast(s as text) = 'a' and cast(n as double precision) = 1.5 and n::bigint = id and n::smallint = 1
        s::character varying = v and c::bpchar = 'x' and s::name = nm and n::oid = o and 't'::regclass = o and s::text[] = words
        ts::timestamp(0) without time zone = ts and tz::timestamp(3) with time zone = tz and ti::time(2) = ti
        B'1010' = bits and X'F' = bits and b'1'::bit varying = vb and bits & B'1100' = B'1000' and (~ bits) = B'0101'
        s = E'a\nb\'c\\d' and s = 'it''s' and s = U&'d\0061t\+000061' and s = $$dollar's$$ and s = $tag$a$$b$tag$ and s = E'\u0041\x42\103'
        s = U&'d!0061' uescape '!' and s = N'national'
        by = '\xdeadbeef' and by = E'\\x00'
        "select" = 1 and "Mixed Case" = 'x' and "a""b" = 2 and t."select" = 3 and public.t.n = 4
        add(1, 2) = n and add(1) = n and add(b => 2, a => 1) = n and add(a := 1) = n and public.add(1, b => n) = 2
        joined('a', 'b') = s and joined(variadic words) = s and joined(variadic array['x']) = s
        "my schema"."my function"(n) = 1 and n operator("my schema".<<<<) 2 = 3 and n operator(pg_catalog.+) 1 = 2
        pg_catalog.lower(s) = 'a' and left(s, 1) = 'b' and right(s, 1) = 'c'
        @ n = 1 and |/ r = 2 and ||/ r = 3 and (- n) = 4 and (+ n) = 5 and ~ n = 6
        n << 1 = 2 and n >> 1 = 1 and n & 3 = 1 and n | 4 = 5 and n # 1 = 2
        s || 'a' || n || 'b' = 'x' and words || 'c'::text = words and 'a'::text || words = words
        ip << inet '10.0.0.0/8' and ip <<= '10.0.0.0/8' and rng @> 1 and rng && int4range(1, 2) and rng -|- rng
        m = 'calm' and m > 'calm'::mood and pc > 5 and pc::percent = 3
        t is not null and t.* is null and t = t and row(t.*) is not null and (t).n = 1
        xmlexists('//a' passing x) and x is document and x is not document
        xmlelement(name foo, xmlattributes(n as a, s), s, xmlelement(name "Bar"))::text = 'x'
        xmlforest(n as a, s as "B")::text = 'x' and xmlconcat(x, x)::text = 'y' and xmlpi(name php, 'echo')::text = 'z'
        xmlparse(document s)::text = 'a' and xmlparse(content s preserve whitespace)::text = 'b' and xmlserialize(content x as text) = 'c'
        xmlroot(x, version '1.0', standalone yes)::text = 'd' and xmlroot(x, version no value)::text = 'e'
        (((((((((n + 1) * 2) + 3) * 4) + 5) * 6) + 7) * 8) + 9) = 0
        b and (b or (b and (b or not b))) or b and b or not (b or b)
        b = (n > 1) and (n > 1) = b and (n = 1) is true and ((n = 1) = (n = 2)) = b
        (b is null) is not null and (s || 'x') is null and (n + 1) is not distinct from null
        n = 1 and null and true and not false
        md5(s || n::text) = 'x' and length(s) > 1 and abs(n) = 1 and floor(num / 2) = 1
        make_interval(days => 10) < iv and format('%s-%s', s, n) = 'a-1' and concat_ws(',', s, v) = 'x'
        txid_current() > 1 or random() < 0.5 or now() > tz or clock_timestamp() > tz or pg_backend_pid() = n
        s in (current_setting('a', true), current_setting('b', true)) and s = current_setting('c', true)::text
        string_to_array(s, ',') && words and words @> array['a'] and words <@ array['a', 'b']::text[]
        age(tz) > '1 day' and date_trunc('day', tz) = tz and to_char(tz, 'YYYY') = '2020' and tz - iv < tz + iv * 2
        cardinality(arr) = 1 and array_length(arr, 1) = 2 and arr = '{1,2,NULL}' and arr[n + 1] = 1
        """;

    /// <summary>What PostgreSQL 16 prints in a way of its own, or knows first.</summary>
    public const string Newer = """
        system_user = s
        num = 1_000_000 and n = 0xff and n = 0o17 and n = 0b11
        jb is json and s is json object with unique keys and s is not json array and s is json scalar
        json_object('a' : n, 'b' : s) is not null and json_object('a' value n null on null returning jsonb) = jb
        json_object('a' value n absent on null with unique keys returning jsonb) is not null
        json_array(1, s, n null on null) is not null and json_array(n returning jsonb) = jb and json_object() is not null
        tz at local = ts and ts at local = tz
        json(s) is not null and json_scalar(n) is not null and json_serialize(jb returning text) = 'x'
        json_exists(jb, '$.a') and json_exists(jb, '$.a ? (@ > $x)' passing n as x, s as "Y" true on error)
        json_value(jb, '$.a' returning int default 3 on empty error on error) = 1 and json_value(jb, '$.b') = 'x'
        json_query(jb, '$.a' with unconditional array wrapper) = jb and json_query(jb, '$' omit quotes) = jb
        json_query(jb, '$.a' returning jsonb with conditional wrapper empty array on empty null on error) = jb
        casefold(s) = 'x' and uuidv7() <> u
        """;

    /// <summary>What only a policy or a view takes.</summary>
    public const string Selecting = """
        tenant_id = (select tenant())
        tenant_id = (select nullif(current_setting('app.tenant', true), '')::uuid)
        tenant_id in (select o.tenant_id from "my schema"."other table" as o where o.user_id = current_user)
        exists (select from "my schema"."other table" o where o.id = t.id and o.tenant_id = tenant())
        not exists (select 1 from "my schema"."other table" as o where o.id = t.id)
        tenant_id = any (select tenant_id from "my schema"."other table") and n <> all (select 1 union select 2)
        tenant_id = any (array(select tenant_id from "my schema"."other table"))
        (n, s) in (select 1, 'a') and (n, s) not in (values (1, 'b'), (2, 'c')) and n in (values (1), (2))
        n = (select count(*) from "my schema"."other table" where note is not null)
        n = (select count(distinct id) filter (where id > 1) from "my schema"."other table")
        n > (with x as (select 1 as a), y(b) as (values (2)) select x.a + y.b from x, y)
        n = (select max(o.id) from "my schema"."other table" o join t t2 using (id) left join t t3 using (id) where o.id < 5)
        n in (select g from generate_series(1, 10) as g where g > 5 order by g desc nulls last limit 3 offset 1)
        (select array_agg(o.id order by o.id desc, o.note) from "my schema"."other table" o) = arr::bigint[]
        exists (select 1 from t as t2 cross join lateral (select t2.id as k) as z where z.k = t.id)
        exists ((select 1) union all (select 2) except (select 3) intersect select 4)
        s = (select string_agg(distinct note, ',') from "my schema"."other table" group by tenant_id having count(*) > 1 limit 1)
        (select (row(1, 'x')::pair).a) = n and ((select p from t as z limit 1)).a = 1
        n = (select ((select 1)) + ((2)))
        (n, s) = (select 1, 'a') and row(n, s) < (select 2, 'b')
        """;

    public const string Views = """
        select t.*, 1 as one, 'x' as "Y z" from t where n > 1
        select distinct n, s from t order by n desc, s using <
        select distinct on (n) n, s from t order by n, s desc nulls last
        select count(*), sum(n) filter (where b), array_agg(distinct s order by s desc) from t group by n, s having count(*) > 1
        select n, s, count(*), grouping(n, s) from t group by grouping sets ((n, s), (n), (), rollup (b, c), cube (d, (ts, tz)))
        select n, count(*) from t group by distinct rollup (n, s), cube (n)
        select row_number() over (partition by n order by s desc), rank() over w, sum(n) over (w rows between 1 preceding and current row) from t window w as (partition by s order by n)
        select sum(n) over (order by id range between unbounded preceding and unbounded following exclude ties), avg(n) over (rows 2 preceding) from t
        select sum(n) over (order by id groups between 1 following and 2 following exclude group), count(*) over () from t
        select percentile_cont(0.5) within group (order by n), mode() within group (order by s) from t
        select a.n, b.s from t a inner join t b on a.id = b.id left join t c on c.id = b.id and c.n > 1
        select a.n from t a right join t b using (id, n) full outer join t c using (id)
        select a.n from (t a cross join t b) join (t c join t d on c.id = d.id) on a.id = c.id
        select z.id, z.k from (t a join t b using (id)) as z(id, k)
        select u.id from t a join t b using (id) as u
        select n from t natural join (select n from t) as k
        select g.a, g.ord from unnest(array[1, 2], array['a', 'b']) with ordinality as g(a, b, ord)
        select * from rows from (generate_series(1, 3), generate_series(4, 6)) with ordinality as g(a, b, c)
        select * from json_to_record('{"a": 1}') as x(a int, b text collate "C")
        select * from rows from (json_to_record('{"a": 1}') as (a int, b text), generate_series(1, 2)) as y(a, b, c)
        select t.n, l.k from t, lateral (select t.n + 1 as k) l, lateral generate_series(1, t.n) as g
        select * from only t tablesample bernoulli (10) repeatable (42)
        with recursive r(n) as (values (1) union all select n + 1 from r where n < 10) select sum(n) from r
        with recursive r as (select id, n from t union select t.id, t.n from t join r on r.id = t.n) search depth first by id set ord select id from r order by ord
        with recursive r as (select id, n from t union all select t.id, t.n from t join r on r.id = t.n) cycle id set hit to true default false using path select id, hit from r
        with a as materialized (select 1 as x), b as not materialized (select 2 as y) select x, y from a, b
        values (1, 'a'), (2, 'b') order by 1 limit 1
        (select n from t order by n limit 3) union (select id from t order by id limit 2) order by 1 limit 4 offset 1
        select n from t union all select id from t intersect select 3 except all select 4
        select n from t order by n fetch first 3 rows with ties
        select n from t for update of t skip locked
        select n from t for no key update nowait
        select x.a, x.b from t, xmltable(xmlnamespaces('http://x' as n), '/a/b' passing t.x columns a int path '@a' default 0 not null, b text, o for ordinality) as x
        select (p).*, (p).a as k, t.words[1], arr[1:2] from t
        select current_user, session_user, current_date, cast(null as int) as nothing
        select from t
        select case when exists (select 1 from t where n = 1) then (select max(n) from t) else array_length(array(select n from t), 1) end as k
        select n as "from", s as "order" from t as "table" where "table".n = 1
        select json_agg(t), json_object_agg(s, n), jsonb_build_object('a', n) from t group by n
        select first_value(n) over (partition by s order by id) from t
        select t from t
        select o.* from "my schema"."other table" as o, current_user as cu where o.user_id = cu
        """;

    public const string NewerViews = """
        select json_objectagg(s : n absent on null with unique keys returning jsonb) as a, json_arrayagg(n order by n desc null on null) filter (where b) as b from t
        select json_array(select n from t order by n returning jsonb) as a
        select k.* from t, json_table(jb, '$[*]' as root passing n as x columns (o for ordinality, a int path '$.a' default 1 on empty error on error, b text, e boolean exists path '$.e', f jsonb format json path '$.f' with wrapper keep quotes, nested path '$.n[*]' as sub columns (z int path '$.z'))) as k
        select any_value(n) from t
        """;

    public static IEnumerable<string> Lines(string text) =>
        text.Split('\n').Select(static l => l.Trim()).Where(static l => l.Length > 0);
}
