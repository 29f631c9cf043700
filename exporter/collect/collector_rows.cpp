#include "collect/collector_rows.h"

#include <utility>

namespace pgmedic {

Result<std::unique_ptr<RowSet>> collector_rows(Session& session, const Collector& collector, int major, Milliseconds timeout,
                                               ParentMemory& memory) {
  Result<std::unique_ptr<RowSet>> rows = session.query(collector.sql(major), timeout);
  if (!rows || !collector.inherit) {
    return rows;
  }
  auto inherited = std::make_unique<InheritedRows>(std::move(rows).value(), collector);
  const std::string& server = session.facts().server_life;
  const bool remembered = !server.empty() && memory.server == server && memory.parents.are_of(inherited->children());
  if (!remembered && !inherited->children().empty()) {
    const Result<std::unique_ptr<RowSet>> answer = session.query(collector.inherit->parents, timeout);
    if (!answer) {
      return answer.error();
    }
    memory = ParentMemory{server, Parents(**answer, inherited->children())};
  }
  inherited->adopt(memory.parents);
  return std::unique_ptr<RowSet>(std::move(inherited));
}

}  // namespace pgmedic
