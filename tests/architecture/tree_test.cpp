// The rules, applied to this repository.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "architecture/include_rules.h"
#include "architecture/text_rules.h"

namespace pgmedic::architecture {
namespace {

using Files = std::vector<SourceFile>;

class Tree : public testing::Test {
 protected:
  static const Files& tree() {
    static const Files kTree = read_tree(PGMEDIC_SOURCE_DIR);
    return kTree;
  }
  static Files program() { return select(tree(), "exporter/", {".cpp", ".h"}); }

  static void expect_none(const std::vector<Violation>& violations) {
    for (const Violation& violation : violations) {
      ADD_FAILURE() << to_string(violation);
    }
  }
  template <typename Rule>
  static void expect_each(const Files& files, Rule rule) {
    EXPECT_FALSE(files.empty()) << "the rule looked at nothing";
    for (const SourceFile& file : files) {
      expect_none(rule(file));
    }
  }
};

TEST_F(Tree, LayersUseOnlyThoseBelow) {
  expect_each(program(), check_layer_arrows);
}

TEST_F(Tree, ThirdPartyLibrariesStayAtHome) {
  expect_each(program(), check_third_party_homes);
}

TEST_F(Tree, FilesOfTheProgramAreShort) {
  expect_each(program(), check_length);
}

TEST_F(Tree, FlagsStayInApp) {
  expect_each(program(), check_flags_stay_in_app);
}

TEST_F(Tree, HeadersSayWhatTheyAreFor) {
  expect_each(select(tree(), "exporter/", {".h"}), check_header_introduction);
}

TEST_F(Tree, NothingIsLeftForLater) {
  expect_each(tree(), check_left_overs);
}

TEST_F(Tree, EverySourceOfTheProgramIsBuilt) {
  expect_none(check_sources_are_built(tree(), select(tree(), "exporter/", {".cpp"})));
}

TEST_F(Tree, EveryTestIsBuilt) {
  expect_none(check_sources_are_built(tree(), select(tree(), "tests/", {"_test.cpp"})));
}

TEST_F(Tree, SqlNamesTheCatalogInFull) {
  for (const SourceFile& file : select(tree(), "sql/", {".sql"})) {
    expect_none(check_catalog_is_qualified(file));
  }
}

TEST_F(Tree, CollectorsAreNamedAsTheirFiles) {
  expect_none(check_collector_names(select(tree(), "sql/collectors/", {".sql"})));
}

TEST_F(Tree, EverySqlFileIsRunByATest) {
  expect_none(check_sql_is_run(tree()));
}

TEST_F(Tree, LinksLeadSomewhere) {
  std::vector<std::string> paths;
  for (const SourceFile& file : tree()) {
    paths.push_back(file.path);
  }
  expect_each(select(tree(), "", {".md"}), [&](const SourceFile& file) { return check_links(file, paths); });
}

}  // namespace
}  // namespace pgmedic::architecture
