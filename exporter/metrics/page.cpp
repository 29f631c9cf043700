#include "metrics/page.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "metrics/chunk.h"
#include "metrics/page_head.h"
#include "metrics/zlib_bytes.h"

namespace pgmedic {
namespace {

// One family of the page, over all parts.
struct MergedFamily {
  const FamilyPart* first = nullptr;
  std::size_t parts = 0;
  std::size_t next = 0;  // where its next part goes; in the end, behind its last one
};

// All families of all parts, those of one name together, ascending by name; parts keep their order within.
class MergedFamilies {
 public:
  explicit MergedFamilies(const PartList& parts);

  bool has(std::string_view name) const { return index_.contains(name); }
  std::size_t count() const { return families_.size(); }
  std::size_t pieces() const { return ordered_.size() + families_.size(); }
  // Gives start(first part) for each family, then take(part) for all of its parts.
  template <class Start, class Take>
  void walk(const Start& start, const Take& take) const;

 private:
  void number_families(const PartList& parts);
  void sort_families();
  std::size_t number_of(const FamilyPart& family);

  std::vector<MergedFamily> families_;
  std::unordered_map<std::string_view, std::size_t> index_;
  std::vector<std::size_t> numbers_;  // in families_, of every family of every part
  std::vector<std::size_t> by_name_;  // families_ ascending
  std::vector<const FamilyPart*> ordered_;
};

std::size_t MergedFamilies::number_of(const FamilyPart& family) {
  const auto [entry, fresh] = index_.try_emplace(family.name, families_.size());
  if (fresh) {
    families_.push_back({&family, 0, 0});
  }
  return entry->second;
}

void MergedFamilies::number_families(const PartList& parts) {
  std::size_t count = 0;
  for (const auto& part : parts) {
    count += part->families.size();
  }
  constexpr std::size_t kLikelyNames = 512;  // a page has that many, of however many databases
  index_.reserve(std::min(count, kLikelyNames));
  families_.reserve(std::min(count, kLikelyNames));
  numbers_.reserve(count);
  ordered_.resize(count);
  for (const auto& part : parts) {
    for (const FamilyPart& family : part->families) {
      numbers_.push_back(number_of(family));
      ++families_[numbers_.back()].parts;
    }
  }
}

void MergedFamilies::sort_families() {
  by_name_.resize(families_.size());
  std::iota(by_name_.begin(), by_name_.end(), std::size_t{0});
  std::sort(by_name_.begin(), by_name_.end(),
            [this](std::size_t a, std::size_t b) { return families_[a].first->name < families_[b].first->name; });
  std::size_t place = 0;
  for (const std::size_t number : by_name_) {
    families_[number].next = place;
    place += families_[number].parts;
  }
}

// Hundreds of databases give a hundred thousand parts of families: each name is looked at once, and nothing but the few
// distinct ones is sorted.
MergedFamilies::MergedFamilies(const PartList& parts) {
  number_families(parts);
  sort_families();
  std::size_t at = 0;
  for (const auto& part : parts) {
    for (const FamilyPart& family : part->families) {
      ordered_[families_[numbers_[at++]].next++] = &family;
    }
  }
}

template <class Start, class Take>
void MergedFamilies::walk(const Start& start, const Take& take) const {
  std::size_t place = 0;
  for (const std::size_t number : by_name_) {
    start(*families_[number].first);
    while (place < families_[number].next) {
      take(*ordered_[place++]);
    }
  }
}

}  // namespace

Page::Page(PartList parts, PageEncoding encoding, HeadCache* heads) : parts_(std::move(parts)), encoding_(encoding) {
  parts_.erase(std::remove(parts_.begin(), parts_.end(), nullptr), parts_.end());
  const MergedFamilies families(parts_);
  pieces_.reserve(families.pieces() + 1);
  heads_.reserve(families.count() + 1);
  const bool cached = encoding_.gzip && heads != nullptr;
  const auto start = [&](const FamilyPart& family) {
    const std::string_view counter = open_metrics_counter(family);
    const FamilyHead head = announce(family, encoding_.format, counter.empty() || !families.has(counter));
    add_head(cached ? heads->lines(head, family.help, encoding_.format)
                    : std::make_shared<const Chunk>(store_chunk(head_lines(head, family.help, encoding_.format))));
  };
  families.walk(start, [this](const FamilyPart& family) { add(family.text); });
  if (encoding_.format == PageFormat::kOpenMetrics) {
    add_head(std::make_shared<const Chunk>(store_chunk("# EOF\n")));
  }
}

void Page::add_head(std::shared_ptr<const Chunk> lines) {
  add(*lines);
  heads_.push_back(std::move(lines));
}

void Page::add(const Chunk& chunk) {
  pieces_.push_back(&chunk);
  plain_bytes_ += chunk.plain_bytes;
  deflated_bytes_ += chunk.deflated.size();
  if (encoding_.gzip) {
    crc_ = static_cast<std::uint32_t>(crc32_combine_op(crc_, chunk.crc, chunk.crc_shift));
  }
}

}  // namespace pgmedic
