#include "metrics/mapper.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>

#include "metrics/chunk.h"
#include "metrics/dynamic_names.h"
#include "metrics/label_table.h"
#include "metrics/mapping_plan.h"
#include "metrics/mapping_rows.h"
#include "metrics/number.h"

namespace pgmedic {
namespace {

using Kind = MappingFault::Kind;

class Mapper {
 public:
  Mapper(const Collector& collector, const RowSet& rows, const MappingOptions& options)
      : rows_(rows),
        max_series_(options.max_series),
        plan_(make_plan(collector, rows, options.server_major, faults_)),
        kept_(keep_rows(collector, plan_, rows, options.max_series)),
        dynamic_(plan_) {
    tables_.reserve(plan_.labels.size());
    for (const LabelColumns& labels : plan_.labels) {
      tables_.emplace_back(labels, rows, kept_.rows, options);
    }
  }

  MappedRows map();

 private:
  template <class Take>
  void walk(const PlannedFamily& planned, const ValueSource& source, const Take& take);
  std::string_view number(const ValueSource& source, std::size_t row);
  std::string_view computed_number(const ValueSource& source, std::size_t row);
  void map_plain(const PlannedFamily& planned);
  void map_sum(const PlannedFamily& planned);
  void map_dynamic(const PlannedFamily& planned);
  void add_sums();

  MappingFaults faults_;
  const RowSet& rows_;
  const std::size_t max_series_;
  MappingPlan plan_;
  KeptRows kept_;
  std::vector<LabelTable> tables_;  // of plan_.labels
  ChunkWriter writer_;
  DynamicFamilies dynamic_;
  NumberBuffer buffer_{};
  std::vector<bool> twins_served_;
  std::vector<FamilyPart> sums_;
  Part part_;
};

// The sample's number; empty when it is none, which is a fault then.
std::string_view Mapper::number(const ValueSource& source, std::size_t row) {
  const std::string_view text = source.computed() ? computed_number(source, row) : page_number(rows_.value(row, *source.column));
  if (text.empty()) {
    faults_.add_composed(Kind::kNotANumber, [&] {
      return std::string(rows_.column_name(*source.column)) + "=" + std::string(rows_.value(row, *source.column));
    });
  }
  return text;
}

std::string_view Mapper::computed_number(const ValueSource& source, std::size_t row) {
  if (!source.column) {
    return format_number(*source.spec->constant, buffer_);
  }
  const std::optional<double> value = parse_number(rows_.value(row, *source.column));
  if (!value) {
    return {};
  }
  double sum = scaled(*value, source.spec->scale);
  if (source.add_column && !rows_.is_null(row, *source.add_column)) {
    const std::optional<double> added = parse_number(rows_.value(row, *source.add_column));
    if (!added) {
      return {};
    }
    sum += scaled(*added, source.spec->add_scale);
  }
  return format_number(sum, buffer_);
}

// Gives take(place, number) for every sample of the source.
template <class Take>
void Mapper::walk(const PlannedFamily& planned, const ValueSource& source, const Take& take) {
  const LabelTable& table = tables_[planned.labels];
  twins_served_.assign(table.twin_groups() + 1U, false);
  for (std::size_t place = 0; place < kept_.rows.size(); ++place) {
    const std::uint32_t row = kept_.rows[place];
    if ((source.row && *source.row != row) || (source.column && rows_.is_null(row, *source.column))) {
      continue;
    }
    if (const std::string* label = table.null_label(place)) {
      if (plan_.labels[planned.labels].null_is_fault) {
        faults_.add(Kind::kNullLabel, *label);
      }
      continue;
    }
    const std::string_view text = number(source, row);
    if (text.empty()) {
      continue;
    }
    const std::uint32_t group = planned.name_column || planned.family->sum ? 0 : table.twin_group(place);
    if (group != 0 && twins_served_[group]) {
      faults_.add_composed(Kind::kDuplicateSeries, [&] {
        return planned.family->name + std::string(table.text(place)) + table.tail(source.spec->constant_labels);
      });
      continue;
    }
    twins_served_[group] = true;
    take(place, text);
  }
}

void Mapper::map_plain(const PlannedFamily& planned) {
  const LabelTable& table = tables_[planned.labels];
  const std::string& name = planned.family->name;
  std::size_t samples = 0;
  for (const ValueSource& source : planned.values) {
    const std::string tail = table.tail(source.spec->constant_labels);
    walk(planned, source, [&](std::size_t place, std::string_view text) {
      writer_.line(name, table.text(place), tail, text);
      ++samples;
    });
  }
  if (samples > 0) {
    part_.families.push_back({name, planned.family->type, planned.family->help, samples, writer_.finish()});
  }
}

// One sample for each group of rows with the same labels.
void Mapper::map_sum(const PlannedFamily& planned) {
  const LabelTable& table = tables_[planned.labels];
  const std::string& name = planned.family->name;
  std::size_t samples = 0;
  for (const ValueSource& source : planned.values) {
    const std::string tail = table.tail(source.spec->constant_labels);
    struct Sum {
      std::size_t place = 0;
      double value = 0;
      bool any = false;
    };
    std::vector<Sum> sums(table.twin_groups() + 1U);
    walk(planned, source, [&](std::size_t place, std::string_view text) {
      const std::uint32_t group = table.twin_group(place);
      if (group == 0) {
        writer_.line(name, table.text(place), tail, text);
        ++samples;
        return;
      }
      Sum& sum = sums[group];
      sum = Sum{sum.any ? sum.place : place, sum.value + parse_number(text).value_or(0), true};
    });
    for (const Sum& sum : sums) {
      if (sum.any) {
        writer_.line(name, table.text(sum.place), tail, format_number(sum.value, buffer_));
        ++samples;
      }
    }
  }
  if (samples > 0) {
    sums_.push_back({name, planned.family->type, planned.family->help, samples, writer_.finish()});
  }
}

// All or none: none where rows were cut, because a part of a sum would be a lie, and none where they would exceed the limit.
void Mapper::add_sums() {
  const auto count = [](const std::vector<FamilyPart>& families) {
    return std::accumulate(families.begin(), families.end(), std::size_t{0},
                           [](std::size_t sum, const FamilyPart& family) { return sum + family.samples; });
  };
  const std::size_t sums = count(sums_);
  if (kept_.dropped_by_limit > 0) {
    kept_.dropped_by_limit += sums;
  } else if (kept_.dropped_by_max_series > 0 || count(part_.families) + sums > max_series_) {
    kept_.dropped_by_max_series += sums;
  } else {
    std::move(sums_.begin(), sums_.end(), std::back_inserter(part_.families));
  }
}

void Mapper::map_dynamic(const PlannedFamily& planned) {
  const LabelTable& table = tables_[planned.labels];
  for (const ValueSource& source : planned.values) {
    const std::string tail = table.tail(source.spec->constant_labels);
    walk(planned, source, [&](std::size_t place, std::string_view text) {
      const std::uint32_t row = kept_.rows[place];
      if (rows_.is_null(row, *planned.name_column)) {
        faults_.add(Kind::kNullLabel, planned.family->name_label);
        return;
      }
      dynamic_.add(planned, rows_.value(row, *planned.name_column), std::string(table.text(place)) + tail, text, faults_);
    });
  }
}

MappedRows Mapper::map() {
  for (const PlannedFamily& planned : plan_.families) {
    if (planned.name_column) {
      map_dynamic(planned);
    } else if (planned.family->sum) {
      map_sum(planned);
    } else {
      map_plain(planned);
    }
  }
  dynamic_.finish(writer_, part_);
  add_sums();
  std::sort(part_.families.begin(), part_.families.end(), [](const FamilyPart& a, const FamilyPart& b) { return a.name < b.name; });
  for (const FamilyPart& family : part_.families) {
    part_.series += family.samples;
  }
  MappedRows mapped;
  mapped.part = std::move(part_);
  mapped.faults = faults_.take();
  mapped.dropped_series = kept_.dropped_by_limit + kept_.dropped_by_max_series;
  mapped.dropped_by_max_series = kept_.dropped_by_max_series;
  return mapped;
}

}  // namespace

MappedRows map_rows(const Collector& collector, const RowSet& rows, const MappingOptions& options) {
  return Mapper(collector, rows, options).map();
}

}  // namespace pgmedic
