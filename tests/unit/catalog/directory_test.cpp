// Collectors of a directory on top of the embedded ones.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "catalog/catalog.h"
#include "catalog_fixture.h"

namespace pgmedic::testing {
namespace {

class Directory : public ::testing::Test {
 protected:
  Directory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "pgmedic_catalog_XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(path_); }

  static std::string collector(const std::string& name, const std::string& metric) {
    return "/*---\ncollector: " + name + "\nhelp: A.\nscope: cluster\nmetrics:\n  " + metric +
           ": {column: a, type: gauge, help: A.}\n---*/\nSELECT 1 AS a;\n";
  }

  void write(const std::string& name, const std::string& text) const { std::ofstream(path_ + "/" + name) << text; }

  // Two known collectors, "one" with pg_one and "two" with pg_two, and what the directory makes of them.
  Catalog load() {
    std::vector<Diagnostic> problems;
    const Catalog base = Catalog::parse({{"sql/one.sql", collector("one", "pg_one")},
                                         {"sql/one.since-17.sql", "SELECT 17 AS a;"},
                                         {"sql/two.sql", collector("two", "pg_two")}},
                                        problems);
    Catalog catalog = base.with_directory(path_, problems);
    problems_.clear();
    for (const Diagnostic& problem : problems) {
      problems_.push_back(problem.text());
    }
    return catalog;
  }

  std::string path_;
  Texts problems_;
};

TEST_F(Directory, AddsCollectors) {
  write("three.sql", collector("three", "pg_three"));
  write("three.since-18.sql", "SELECT 18 AS a;");
  write("readme.txt", "not a collector");
  write(".hidden.sql", "not a collector");
  const Catalog catalog = load();
  EXPECT_EQ(problems_, Texts());
  EXPECT_EQ(catalog.names(), (Texts{"one", "three", "two"}));
  EXPECT_EQ(catalog.find("three")->sql(18), "SELECT 18 AS a;");
}

TEST_F(Directory, ReplacesCollectorsWithTheirVariants) {
  write("one.sql", collector("one", "pg_other"));
  const Catalog catalog = load();
  EXPECT_EQ(problems_, Texts());
  EXPECT_EQ(catalog.names(), (Texts{"one", "two"}));
  EXPECT_EQ(catalog.find("one")->families.front().name, "pg_other");
  EXPECT_EQ(catalog.find("one")->sql(17), "SELECT 1 AS a;");
}

TEST_F(Directory, AReplacedChecksRunbookStays) {
  const auto with_check = [](const std::string& name, const std::string& check, const std::string& runbook) {
    std::string text = collector(name, "pg_" + name);
    return text.insert(text.find("---*/"),
                       "checks:\n  " + check + ": {value: a, above: {warning: 1}, summary: A., advice: B." + runbook + "}\n");
  };
  std::vector<Diagnostic> problems;
  const Catalog base = Catalog::parse({{"sql/one.sql", with_check("one", "Old", ", runbook: https://old")}}, problems);
  write("one.sql", with_check("one", "Old", ""));
  write("two.sql", with_check("two", "New", ""));
  const Catalog catalog = base.with_directory(path_, problems);
  EXPECT_EQ(catalog.find_check("Old")->runbook, "https://old");
  EXPECT_EQ(catalog.find_check("New")->runbook, "");
}

TEST_F(Directory, MistakesLeaveTheRestAlone) {
  write("one.sql", "SELECT 1;");
  write("three.sql", collector("three", "pg_three"));
  write("two.since-17.sql", "SELECT 1 AS a;");
  const Catalog catalog = load();
  EXPECT_EQ(problems_, (Texts{path_ + "/one.sql:1:1: the file must begin with a header: a line /*---",
                              path_ + "/two.since-17.sql: a variant without its base file two.sql"}));
  EXPECT_EQ(catalog.names(), (Texts{"one", "three", "two"}));
  EXPECT_EQ(catalog.find("one")->families.front().name, "pg_one");
}

TEST_F(Directory, ClashesWithKnownCollectorsAreLeftOut) {
  write("three.sql", collector("three", "pg_two"));
  const Catalog catalog = load();
  EXPECT_EQ(problems_, Texts{path_ + "/three.sql:6:3: metric \"pg_two\" belongs to sql/two.sql already"});
  EXPECT_EQ(catalog.names(), (Texts{"one", "two"}));
}

TEST_F(Directory, AMetricMayMoveFromAReplacedCollectorToAnother) {
  write("a.sql", collector("a", "pg_one"));
  write("one.sql", collector("one", "pg_other"));
  const Catalog catalog = load();
  EXPECT_EQ(problems_, Texts());
  EXPECT_EQ(catalog.names(), (Texts{"a", "one", "two"}));
}

TEST_F(Directory, AReplacementLeftOutBringsItsClashesBack) {
  write("a.sql", collector("a", "pg_one"));      // would need "one" to be replaced,
  write("one.sql", collector("one", "pg_two"));  // which it cannot be
  const Catalog catalog = load();
  EXPECT_EQ(problems_, (Texts{path_ + "/a.sql:6:3: metric \"pg_one\" belongs to sql/one.sql already",
                              path_ + "/one.sql:6:3: metric \"pg_two\" belongs to sql/two.sql already"}));
  EXPECT_EQ(catalog.names(), (Texts{"one", "two"}));
}

TEST_F(Directory, ThatIsMissingIsReported) {
  path_ += "/nowhere";
  const Catalog catalog = load();
  EXPECT_EQ(problems_, Texts{path_ + ": this directory of collectors cannot be read: No such file or directory"});
  EXPECT_EQ(catalog.names(), (Texts{"one", "two"}));
  path_ = std::filesystem::path(path_).parent_path().string();
}

TEST_F(Directory, AFileThatIsNoneIsReported) {
  std::filesystem::create_directory(path_ + "/three.sql");
  const Catalog catalog = load();
  EXPECT_EQ(problems_, Texts{path_ + "/three.sql: cannot be read; it must be a file, and its permissions must allow it"});
  EXPECT_EQ(catalog.names(), (Texts{"one", "two"}));
}

}  // namespace
}  // namespace pgmedic::testing
