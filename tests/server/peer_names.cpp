#include "server/peer_names.h"

#include <sstream>

namespace pgmedic::tests {
namespace {

constexpr std::string_view kPostgresExporter = R"(
pg_static[version,short_version]
pg_database_size_bytes[datname]
pg_database_connection_limit[datname]
pg_roles_connection_limit[rolname]
pg_postmaster_start_time_seconds[]
pg_stat_database_{numbackends,xact_commit,xact_rollback,blks_read,blks_hit,tup_returned,tup_fetched}[datid,datname]
pg_stat_database_{tup_inserted,tup_updated,tup_deleted,conflicts,temp_files,temp_bytes,deadlocks}[datid,datname]
pg_stat_database_{blk_read_time,blk_write_time,stats_reset,active_time_seconds_total}[datid,datname]
pg_stat_database_conflicts_confl_{tablespace,lock,snapshot,bufferpin,deadlock,active_logicalslot}[datid,datname]
pg_stat_user_tables_{seq_scan,seq_tup_read,idx_scan,idx_tup_fetch,n_tup_ins,n_tup_upd,n_tup_del}[datname,schemaname,relname]
pg_stat_user_tables_{n_tup_hot_upd,n_live_tup,n_dead_tup,n_mod_since_analyze}[datname,schemaname,relname]
pg_stat_user_tables_{last_vacuum,last_autovacuum,last_analyze,last_autoanalyze}[datname,schemaname,relname]
pg_stat_user_tables_{vacuum_count,autovacuum_count,analyze_count,autoanalyze_count}[datname,schemaname,relname]
pg_stat_user_tables_{index_size_bytes,table_size_bytes}[datname,schemaname,relname]
pg_statio_user_tables_{heap,idx,toast,tidx}_blocks_read[datname,schemaname,relname]
pg_statio_user_tables_{heap,idx,toast,tidx}_blocks_hit[datname,schemaname,relname]
pg_statio_user_indexes_idx_blks_{read,hit}_total[datname,schemaname,relname,indexrelname]
pg_stat_activity_{count,max_tx_duration}[datname,state,usename,application_name,backend_type]
pg_locks_count[datname,mode]
pg_long_running_transactions[]
pg_long_running_transactions_oldest_timestamp_seconds[]
pg_stat_bgwriter_{checkpoints_timed,checkpoints_req,checkpoint_write_time,checkpoint_sync_time}_total[]
pg_stat_bgwriter_{buffers_checkpoint,buffers_clean,maxwritten_clean,buffers_backend}_total[]
pg_stat_bgwriter_{buffers_backend_fsync,buffers_alloc,stats_reset}_total[]
pg_stat_checkpointer_{num_timed,num_requested,restartpoints_timed,restartpoints_req}_total[]
pg_stat_checkpointer_{restartpoints_done,write_time,sync_time,buffers_written}_total[]
pg_stat_archiver_{archived_count,failed_count,last_archive_age}[]
pg_replication_{lag_seconds,is_replica,last_replay_seconds}[]
pg_stat_replication_{pg_current_wal_lsn_bytes,pg_wal_lsn_diff}[application_name,client_addr,state,slot_name]
pg_replication_slots_{active,pg_wal_lsn_diff}[slot_name,database]
pg_replication_slots_{slot_is_active,safe_wal_size_bytes,slot_current_wal_lsn,slot_confirmed_flush_lsn}[slot_name,slot_type]
pg_replication_slots_wal_status[slot_name,slot_type,wal_status]
pg_wal_{segments,size_bytes}[]
pg_stat_wal_receiver_{receive_start_lsn,receive_start_tli,flushed_lsn,received_tli}[upstream_host,slot_name,status]
pg_stat_wal_receiver_{last_msg_send_time,last_msg_receipt_time,latest_end_lsn}[upstream_host,slot_name,status]
pg_stat_wal_receiver_{latest_end_time,upstream_node}[upstream_host,slot_name,status]
pg_xlog_location_bytes[]
pg_stat_statements_{calls_total,seconds_total,rows_total}[user,datname,queryid]
pg_stat_statements_{block_read_seconds_total,block_write_seconds_total}[user,datname,queryid]
pg_stat_progress_vacuum_phase[datname,relname,phase]
pg_stat_progress_vacuum_{heap_blks,heap_blks_scanned,heap_blks_vacuumed,index_vacuums}[datname,relname]
pg_stat_progress_vacuum_{max_dead_tuples,num_dead_tuples,max_dead_tuple_bytes,dead_tuple_bytes}[datname,relname]
pg_stat_progress_vacuum_{num_dead_item_ids,indexes_total,indexes_processed}[datname,relname]
pg_database_wraparound_age_{datfrozenxid,datminmxid}_seconds[datname]
pg_database_xid_age[datname]
)";

constexpr std::string_view kPgBouncerExporter = R"(
pgbouncer_version_info[version]
pgbouncer_stats_{queries_pooled_total,queries_duration_seconds_total,received_bytes_total,sent_bytes_total}[database]
pgbouncer_stats_{client_wait_seconds_total,sql_transactions_pooled_total,server_in_transaction_seconds_total}[database]
pgbouncer_pools_{client_active_connections,client_waiting_connections,client_maxwait_seconds}[database,user]
pgbouncer_pools_{client_active_cancel_connections,client_waiting_cancel_connections}[database,user]
pgbouncer_pools_{server_active_connections,server_idle_connections,server_used_connections}[database,user]
pgbouncer_pools_{server_testing_connections,server_login_connections}[database,user]
pgbouncer_pools_{server_active_cancel_connections,server_being_canceled_connections}[database,user]
pgbouncer_databases_{pool_size,reserve_pool,max_connections}[name,host,port,database,force_user,pool_mode]
pgbouncer_databases_{current_connections,paused,disabled}[name,host,port,database,force_user,pool_mode]
pgbouncer_{databases,users,pools,free_clients,used_clients,login_clients,free_servers,used_servers}[]
pgbouncer_{cached_dns_names,cached_dns_zones,in_flight_dns_queries}[]
pgbouncer_config_{max_client_connections,max_user_connections}[]
)";

constexpr std::string_view kPgBouncerExporterNewer = R"(
pgbouncer_stats_{client_parses_total,server_parses_total,binds_total}[database]
)";

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, ',');) {
    parts.push_back(part);
  }
  return parts;
}

}  // namespace

std::vector<PeerFamily> expand_names(std::string_view lines) {
  std::vector<PeerFamily> families;
  std::istringstream stream{std::string(lines)};
  for (std::string line; std::getline(stream, line);) {
    if (line.empty()) {
      continue;
    }
    const std::size_t labels_at = line.find('[');
    const std::vector<std::string> labels = split(line.substr(labels_at + 1, line.size() - labels_at - 2));
    const std::string name = line.substr(0, labels_at);
    const std::size_t open = name.find('{');
    const std::size_t close = name.find('}');
    if (open == std::string::npos) {
      families.push_back({name, LabelNames(labels.begin(), labels.end())});
      continue;
    }
    for (const std::string& middle : split(name.substr(open + 1, close - open - 1))) {
      families.push_back({name.substr(0, open) + middle + name.substr(close + 1), LabelNames(labels.begin(), labels.end())});
    }
  }
  return families;
}

std::vector<PeerFamily> postgres_exporter_names() {
  return expand_names(kPostgresExporter);
}

std::vector<PeerFamily> pgbouncer_exporter_names() {
  return expand_names(kPgBouncerExporter);
}

std::vector<PeerFamily> pgbouncer_exporter_newer_names() {
  return expand_names(kPgBouncerExporterNewer);
}

}  // namespace pgmedic::tests
