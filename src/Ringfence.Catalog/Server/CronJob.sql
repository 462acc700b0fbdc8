select j.jobid as id, j.username::text as role, j.database::text as database, j.command, j.active as is_active
from cron.job as j
order by j.jobid
