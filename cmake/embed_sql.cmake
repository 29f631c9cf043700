# Writes the files that LIST names, relative to ROOT, into OUTPUT as raw string literals, to be had from FUNCTION (sql_bundle).
cmake_minimum_required(VERSION 3.25)

if(NOT DEFINED FUNCTION)
  set(FUNCTION sql_bundle)
endif()

# Compilers promise 65536 bytes in one literal; pieces are put together when the program starts.
set(longest 60000)
set(functions "")
set(calls "")
file(STRINGS ${LIST} names)
foreach(name IN LISTS names)
  file(READ ${ROOT}/${name} text)
  string(FIND "${text}" ")~sql~\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${name}: contains )~sql~\", which ends the literal that it is embedded in")
  endif()
  set(pieces "")
  string(LENGTH "${text}" rest)
  while(rest GREATER longest)
    string(SUBSTRING "${text}" 0 ${longest} piece)
    string(SUBSTRING "${text}" ${longest} -1 text)
    string(APPEND pieces "  text += R\"~sql~(${piece})~sql~\";\n")
    string(LENGTH "${text}" rest)
  endwhile()
  string(APPEND pieces "  text += R\"~sql~(${text})~sql~\";\n")
  string(MAKE_C_IDENTIFIER "${name}" function)
  string(APPEND functions "pgmedic::SourceFile ${function}() {\n  std::string text;\n${pieces}  return {\"${name}\", std::move(text)};\n}\n\n")
  string(APPEND calls "  files.push_back(${function}());\n")
endforeach()

file(WRITE ${OUTPUT} "// Written by cmake/embed_sql.cmake.
#include <string>
#include <utility>
#include <vector>

#include \"catalog/bundle.h\"

namespace {

${functions}}  // namespace

std::vector<pgmedic::SourceFile> pgmedic::${FUNCTION}() {
  std::vector<SourceFile> files;
${calls}  return files;
}
")
