# pgmedic_layer(NAME SOURCES file... [PUBLIC target...] [PRIVATE target...])
# One folder of exporter/ as one static library, pgmedic::NAME. PUBLIC names the layers it rests on, PRIVATE its third-party libraries.
function(pgmedic_layer name)
  cmake_parse_arguments(LAYER "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(pgmedic_${name} STATIC ${LAYER_SOURCES})
  add_library(pgmedic::${name} ALIAS pgmedic_${name})
  target_include_directories(pgmedic_${name} PUBLIC ${PROJECT_SOURCE_DIR}/exporter)
  target_link_libraries(pgmedic_${name} PUBLIC ${LAYER_PUBLIC} PRIVATE pgmedic::options ${LAYER_PRIVATE})
endfunction()

# pgmedic_test(NAME LABEL label SOURCES file... [LINK target...] [TIMEOUT seconds] [PREFIX text])
# One GoogleTest executable; every case of it is a test with that label, its name behind the prefix.
function(pgmedic_test name)
  cmake_parse_arguments(TEST "" "LABEL;TIMEOUT;PREFIX" "SOURCES;LINK;PROPERTIES" ${ARGN})
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 120)
  endif()
  add_executable(${name} ${TEST_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE pgmedic::options GTest::gmock_main ${TEST_LINK})
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST TEST_PREFIX "${TEST_PREFIX}"
    PROPERTIES LABELS ${TEST_LABEL} TIMEOUT ${TEST_TIMEOUT} SKIP_REGULAR_EXPRESSION "\\[  SKIPPED \\]" ${TEST_PROPERTIES})
endfunction()
