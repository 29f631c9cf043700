// What a poll and a scrape cost at database L: 30,000 indexes with 6 metrics, 10,000 tables with 21: 390,000 samples.
// The answer is kept as a result set keeps it: one text, with offsets.
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <zlib.h>

#include "metrics/mapper.h"
#include "metrics/page.h"
#include "metrics/process_metrics.h"
#include "metrics/self_metrics.h"

namespace pgmedic {
namespace {

class PackedRows final : public RowSet {
 public:
  explicit PackedRows(std::vector<std::string> columns) : columns_(std::move(columns)) { starts_.push_back(0); }
  void add(std::string_view value) {
    text_.append(value);
    starts_.push_back(text_.size());
  }
  std::size_t rows() const override { return (starts_.size() - 1) / columns_.size(); }
  std::size_t columns() const override { return columns_.size(); }
  std::string_view column_name(std::size_t column) const override { return columns_[column]; }
  bool is_null(std::size_t row, std::size_t column) const override { return value(row, column).data() == nullptr; }
  std::string_view value(std::size_t row, std::size_t column) const override {
    const std::size_t cell = row * columns_.size() + column;
    return std::string_view(text_).substr(starts_[cell], starts_[cell + 1] - starts_[cell]);
  }

 private:
  std::vector<std::string> columns_;
  std::string text_;
  std::vector<std::size_t> starts_;
};

struct Sample {
  Collector collector;
  PackedRows rows;
};

// Counters as a database has them: many zeros, some small numbers, a few large ones.
std::string counter(std::mt19937& random) {
  const unsigned kind = random() % 4;
  return std::to_string(kind == 0 ? 0 : random() % (kind == 1 ? 100U : 100'000'000U));
}

Sample make_sample(const std::string& prefix, std::vector<std::string> labels, std::size_t rows, std::size_t metrics) {
  Collector collector;
  collector.name = prefix;
  collector.labels = labels;
  std::vector<std::string> columns = labels;
  for (std::size_t i = 0; i < metrics; ++i) {
    MetricColumn spec;
    spec.columns = {"column_" + std::to_string(i)};
    columns.push_back(spec.columns.front());
    MetricFamily family;
    family.name = prefix + "_metric_number_" + std::to_string(i);
    family.type = MetricType::kCounter;
    family.help = "What this metric counts, in one sentence of the usual length.";
    family.labels = labels;
    family.samples = {spec};
    collector.families.push_back(std::move(family));
  }
  PackedRows table(columns);
  std::mt19937 random(1);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t i = 0; i < labels.size(); ++i) {
      table.add(i == 0   ? "bench_database"
                : i == 1 ? "public"
                : i == 2 ? "table_" + std::to_string(row / (labels.size() == 4 ? 3 : 1))
                         : "table_" + std::to_string(row / 3) + "_idx_" + std::to_string(row % 3));
    }
    for (std::size_t i = 0; i < metrics; ++i) {
      table.add(counter(random));
    }
  }
  return {std::move(collector), std::move(table)};
}

const std::vector<Sample>& database_l() {
  static const std::vector<Sample> kSamples = [] {
    std::vector<Sample> made;
    made.push_back(make_sample("pg_stat_user_indexes", {"datname", "schemaname", "relname", "indexrelname"}, 30'000, 6));
    made.push_back(make_sample("pg_stat_user_tables", {"datname", "schemaname", "relname"}, 10'000, 21));
    return made;
  }();
  return kSamples;
}

PartList map_all() {
  const MappingOptions options{15, {}, 200, 1'000'000};
  PartList parts;
  for (const Sample& sample : database_l()) {
    parts.push_back(std::make_shared<const Part>(map_rows(sample.collector, sample.rows, options).part));
  }
  return parts;
}

std::string plain_text(const PartList& parts) {
  std::string text;
  Page(parts, {PageFormat::kText, false}).write([&text](std::string_view bytes) {
    text.append(bytes);
    return true;
  });
  return text;
}

void report_page(benchmark::State& state, const PartList& parts) {
  std::size_t series = 0;
  for (const auto& part : parts) {
    series += part->series;
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(series) * state.iterations());
  state.counters["plain_bytes"] = static_cast<double>(Page(parts, {PageFormat::kText, false}).content_length());
  state.counters["gzip_bytes"] = static_cast<double>(Page(parts, {PageFormat::kText, true}).content_length());
}

// The whole way of a poll at L, from rows to parts.
void map_render_deflate(benchmark::State& state) {
  PartList parts;
  for (auto _ : state) {
    parts = map_all();
    benchmark::DoNotOptimize(parts);
  }
  report_page(state, parts);
}
BENCHMARK(map_render_deflate)->Unit(benchmark::kMillisecond);

// zlib alone over the same text: what is left of the above is ours.
void deflate_alone(benchmark::State& state) {
  const std::string text = plain_text(map_all());
  std::string out(text.size(), '\0');
  for (auto _ : state) {
    z_stream stream{};
    deflateInit2(&stream, 1, Z_DEFLATED, -15, static_cast<int>(state.range(0)), Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib does not write there
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    state.counters["deflated_bytes"] = static_cast<double>(stream.total_out);
    deflateEnd(&stream);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}
BENCHMARK(deflate_alone)->Arg(6)->Arg(9)->Unit(benchmark::kMillisecond);

void crc_alone(benchmark::State& state) {
  const std::string text = plain_text(map_all());
  for (auto _ : state) {
    benchmark::DoNotOptimize(crc32_z(0, reinterpret_cast<const Bytef*>(text.data()), text.size()));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}
BENCHMARK(crc_alone)->Unit(benchmark::kMillisecond);

// One scrape at L; 0: plain, 1: gzip.
void scrape(benchmark::State& state) {
  const PartList parts = map_all();
  HeadCache heads;
  std::size_t bytes = 0;
  for (auto _ : state) {
    const Page page(parts, {PageFormat::kText, state.range(0) == 1}, &heads);
    page.write([&bytes](std::string_view piece) {
      bytes += piece.size();
      return true;
    });
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(bytes));
}
BENCHMARK(scrape)->Arg(0)->Arg(1)->Unit(benchmark::kMicrosecond);

// 300 databases with 25 collectors of 15 families: a hundred thousand small chunks. 0: made only, 1: written too.
void page_of_many_chunks(benchmark::State& state) {
  const MappingOptions options{15, {}, 200, 1'000'000};
  PartList parts;
  for (std::size_t database = 0; database < 300; ++database) {
    for (std::size_t collector = 0; collector < 25; ++collector) {
      const Sample sample = make_sample("pg_collector_" + std::to_string(collector), {"datname"}, 1, 15);
      parts.push_back(std::make_shared<const Part>(map_rows(sample.collector, sample.rows, options).part));
    }
  }
  HeadCache heads;
  std::size_t bytes = 0;
  for (auto _ : state) {
    const Page page(parts, {PageFormat::kText, true}, &heads);
    bytes += page.content_length();
    if (state.range(0) == 1) {
      page.write([](std::string_view) { return true; });
    }
  }
  benchmark::DoNotOptimize(bytes);
}
BENCHMARK(page_of_many_chunks)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

// A small collector's poll.
void map_one_row(benchmark::State& state) {
  const Sample sample = make_sample("pg_small", {"datname"}, 1, static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(map_rows(sample.collector, sample.rows, {15, {}, 200, 1'000'000}));
  }
}
BENCHMARK(map_one_row)->Arg(15)->Unit(benchmark::kMicrosecond);

// The program's own metrics with hundreds of databases.
void own_metrics(benchmark::State& state) {
  SelfMetrics metrics;
  std::vector<OwnSample> samples;
  for (int collector = 0; collector < 25; ++collector) {
    const std::string name = "collector_" + std::to_string(collector);
    metrics.observe("pgmedic_collector_duration_seconds", {{"collector", name}}, 0.01);
    metrics.count("pgmedic_collector_errors_total", {{"collector", name}, {"reason", "timeout"}});
    for (int database = 0; database < 400; ++database) {
      samples.push_back({"pgmedic_collector_last_success_timestamp_seconds",
                         {{"collector", name}, {"datname", "database_" + std::to_string(database)}},
                         1732300000.123 + database});
    }
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(metrics.render(samples));
  }
}
BENCHMARK(own_metrics)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace pgmedic
