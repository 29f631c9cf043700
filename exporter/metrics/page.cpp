#include "metrics/page.h"

#include <algorithm>
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
  std::size_t next = 0;  // where its next part goes
};

// All families of all parts, those of one name together, ascending by name; parts keep their order within.
class MergedFamilies {
 public:
  explicit MergedFamilies(const PartList& parts);

  bool has(std::string_view name) const { return index_.count(name) > 0; }
  template <class Start, class Take>
  void walk(const Start& start, const Take& take) const;

 private:
  std::size_t number_of(const FamilyPart& family);

  std::vector<MergedFamily> families_;
  std::unordered_map<std::string_view, std::size_t> index_;
  std::vector<const FamilyPart*> ordered_;
};

std::size_t MergedFamilies::number_of(const FamilyPart& family) {
  const auto [entry, fresh] = index_.try_emplace(family.name, families_.size());
  if (fresh) {
    families_.push_back({&family, 0, 0});
  }
  return entry->second;
}

MergedFamilies::MergedFamilies(const PartList& parts) {
  // Counts first, then puts each part in its place: hundreds of databases give a hundred thousand of them.
  std::vector<std::size_t> numbers;
  for (const auto& part : parts) {
    for (const FamilyPart& family : part->families) {
      numbers.push_back(number_of(family));
      ++families_[numbers.back()].parts;
    }
  }
  std::vector<std::size_t> by_name(families_.size());
  for (std::size_t i = 0; i < by_name.size(); ++i) {
    by_name[i] = i;
  }
  std::sort(by_name.begin(), by_name.end(),
            [this](std::size_t a, std::size_t b) { return families_[a].first->name < families_[b].first->name; });
  std::size_t place = 0;
  for (const std::size_t number : by_name) {
    families_[number].next = place;
    place += families_[number].parts;
  }
  ordered_.resize(place);
  std::size_t at = 0;
  for (const auto& part : parts) {
    for (const FamilyPart& family : part->families) {
      ordered_[families_[numbers[at++]].next++] = &family;
    }
  }
}

template <class Start, class Take>
void MergedFamilies::walk(const Start& start, const Take& take) const {
  const std::string* name = nullptr;
  for (const FamilyPart* family : ordered_) {
    if (name == nullptr || *name != family->name) {
      name = &family->name;
      start(*family);
    }
    take(*family);
  }
}

}  // namespace

Page::Page(PartList parts, PageEncoding encoding, HeadCache* heads) : parts_(std::move(parts)), encoding_(encoding) {
  parts_.erase(std::remove(parts_.begin(), parts_.end(), nullptr), parts_.end());
  const MergedFamilies families(parts_);
  const auto add_lines = [&](const std::string& lines) {
    const bool compress = encoding_.gzip && heads != nullptr;
    heads_.push_back(compress ? heads->compressed(lines) : std::make_shared<const Chunk>(store_chunk(lines)));
    add(*heads_.back());
  };
  const auto start = [&](const FamilyPart& family) {
    const std::string_view counter = open_metrics_counter(family);
    const FamilyHead head = announce(family, encoding_.format, counter.empty() || !families.has(counter));
    add_lines(head_lines(head, family.help, encoding_.format));
  };
  families.walk(start, [this](const FamilyPart& family) { add(family.text); });
  if (encoding_.format == PageFormat::kOpenMetrics) {
    add_lines("# EOF\n");
  }
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
