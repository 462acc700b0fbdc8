-- What the session was started with: this reading's own transaction pins some of them.
select s.name, s.reset_val as value, s.source, s.context
from pg_settings as s
where s.name = any (array[
        'allow_system_table_mods', 'archive_mode', 'backslash_quote', 'backtrace_functions', 'compute_query_id',
        'debug_print_parse', 'debug_print_plan', 'debug_print_rewritten', 'default_transaction_isolation',
        'default_transaction_read_only', 'dynamic_library_path', 'event_triggers', 'hot_standby',
        'idle_in_transaction_session_timeout', 'idle_session_timeout', 'lo_compat_privileges', 'local_preload_libraries',
        'lock_timeout', 'log_connections', 'log_destination', 'log_disconnections', 'log_duration',
        'log_error_verbosity', 'log_lock_waits', 'log_min_duration_sample', 'log_min_duration_statement',
        'log_min_error_statement', 'log_min_messages', 'log_parameter_max_length', 'log_parameter_max_length_on_error',
        'log_replication_commands', 'log_statement', 'log_statement_sample_rate', 'log_transaction_sample_rate',
        'logging_collector', 'max_connections', 'max_prepared_transactions', 'max_replication_slots',
        'max_parallel_workers_per_gather', 'plan_cache_mode', 'restrict_nonsystem_relation_kind', 'row_security',
        'search_path', 'session_preload_libraries', 'session_replication_role', 'shared_preload_libraries', 'ssl',
        'standard_conforming_strings', 'statement_timeout', 'track_activities', 'track_activity_query_size',
        'track_functions', 'transaction_timeout', 'wal_level'
    ])
    or s.name ~ '^(auto_explain|citus|cron|pg_stat_statements|pgaudit|ringfence)[.]'
order by s.name
