// Collectors, rows and pages made by hand.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "metrics/mapper.h"
#include "metrics/page.h"

namespace pgmedic::fixtures {

using Pairs = std::vector<std::pair<std::string, std::string>>;

inline MetricColumn column(const std::string& name, Pairs constant_labels = {}) {
  MetricColumn spec;
  spec.columns = {name};
  spec.constant_labels = std::move(constant_labels);
  return spec;
}

inline MetricFamily family(const std::string& name, MetricType type, std::vector<std::string> labels, std::vector<MetricColumn> samples) {
  MetricFamily made;
  made.name = name;
  made.type = type;
  made.help = "Help of " + name + ".";
  made.labels = std::move(labels);
  made.samples = std::move(samples);
  return made;
}

inline Collector collector(std::vector<std::string> labels, std::vector<MetricFamily> families) {
  Collector made;
  made.name = "sample";
  made.labels = std::move(labels);
  made.families = std::move(families);
  return made;
}

inline MappingOptions options(int major = 0) {
  return MappingOptions{major, {}, 200, 1000000};
}

// The sample lines of a part, family after family.
inline std::string text_of(const Part& part) {
  std::string text;
  for (const FamilyPart& made : part.families) {
    text += inflate_chunk(made.text);
  }
  return text;
}

inline std::size_t faults_of(const MappedRows& mapped, MappingFault::Kind kind) {
  for (const MappingFault& fault : mapped.faults) {
    if (fault.kind == kind) {
      return fault.count;
    }
  }
  return 0;
}

inline std::string example_of(const MappedRows& mapped, MappingFault::Kind kind) {
  for (const MappingFault& fault : mapped.faults) {
    if (fault.kind == kind) {
      return fault.example;
    }
  }
  return "none";
}

inline FamilyPart family_part(const std::string& name, MetricType type, const std::string& help, const std::string& lines,
                              std::size_t samples = 1) {
  return {name, type, help, samples, deflate_chunk(lines)};
}

inline std::shared_ptr<const Part> part(std::vector<FamilyPart> families) {
  auto made = std::make_shared<Part>();
  for (FamilyPart& one : families) {
    made->series += one.samples;
    made->families.push_back(std::move(one));
  }
  return made;
}

// Everything that write() gives; empty and `complete` false when it gave up.
struct Written {
  std::string bytes;
  std::vector<std::size_t> writes;
  bool complete = false;
};

inline Written written(const Page& page) {
  Written result;
  result.complete = page.write([&](std::string_view bytes) {
    result.bytes.append(bytes);
    result.writes.push_back(bytes.size());
    return true;
  });
  return result;
}

// The text in a gzip file, by zlib's own reader, which checks header, CRC and length; "damaged" when it refuses.
std::string gunzip(const std::string& bytes);

}  // namespace pgmedic::fixtures
