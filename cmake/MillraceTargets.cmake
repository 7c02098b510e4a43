# millrace_library(name [ENGINE] SOURCES ... LINK ... PRIVATE_LINK ... PCH header)
#   A library with the project's warnings, shared where BUILD_SHARED_LIBS says so (the sanitizer presets: a hundred test
#   programs with their own copy of an instrumented engine fill a disk). ENGINE adds the conversion warnings, keeps Qt out.
# millrace_test(name LAYER layer SOURCES ... LINK ... [GUI])
#   A Qt Test program, registered with CTest as <layer>.<name>.
set(MILLRACE_WARNINGS
    -Wall -Wextra -Wpedantic -Wno-pedantic -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Woverloaded-virtual
    -Wimplicit-fallthrough)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # False positives of GCC 12 on std::string at higher optimisation.
  list(APPEND MILLRACE_WARNINGS -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
endif()
set(MILLRACE_ENGINE_WARNINGS -Wconversion -Wno-sign-conversion -Wdouble-promotion)

function(millrace_target_defaults name)
  target_compile_options(${name} PRIVATE ${MILLRACE_WARNINGS})
  if(MILLRACE_WERROR)
    target_compile_options(${name} PRIVATE -Werror)
  endif()
  target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}")
endfunction()

function(millrace_library name)
  cmake_parse_arguments(ARG "ENGINE" "PCH" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
  add_library(${name} ${ARG_SOURCES})
  string(REPLACE "millrace_" "" short ${name})
  add_library(Millrace::${short} ALIAS ${name})
  millrace_target_defaults(${name})
  target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}")
  target_link_libraries(${name} PUBLIC ${ARG_LINK} PRIVATE ${ARG_PRIVATE_LINK})
  set_target_properties(${name} PROPERTIES DEFINE_SYMBOL "") # one cached object serves both kinds
  if(ARG_ENGINE)
    target_compile_options(${name} PRIVATE ${MILLRACE_ENGINE_WARNINGS})
    set_target_properties(${name} PROPERTIES AUTOMOC OFF AUTOUIC OFF AUTORCC OFF)
  else()
    set_target_properties(${name} PROPERTIES AUTOMOC ON)
    target_compile_definitions(${name} PRIVATE
      QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_KEYWORDS QT_NO_FOREACH QT_USE_QSTRINGBUILDER
      QT_NO_NARROWING_CONVERSIONS_IN_CONNECT QT_DISABLE_DEPRECATED_BEFORE=0x060400)
  endif()
  if(ARG_PCH)
    target_precompile_headers(${name} PRIVATE ${ARG_PCH})
  endif()
endfunction()

function(millrace_test name)
  cmake_parse_arguments(ARG "GUI" "LAYER" "SOURCES;LINK" ${ARGN})
  set(target test_${ARG_LAYER}_${name})
  add_executable(${target} ${ARG_SOURCES})
  millrace_target_defaults(${target})
  if(MILLRACE_WERROR AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # GCC 12 takes the unused members of an inlined std::variant for uninitialised.
    target_compile_options(${target} PRIVATE -Wno-error=maybe-uninitialized)
  endif()
  set_target_properties(${target} PROPERTIES AUTOMOC ON)
  # A test includes its own .moc: what is left here is empty, and reading the precompiled header would be all its cost.
  set_source_files_properties("${CMAKE_CURRENT_BINARY_DIR}/${target}_autogen/mocs_compilation.cpp"
    PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  target_precompile_headers(${target} REUSE_FROM millrace_test_precompiled)
  target_link_libraries(${target} PRIVATE ${ARG_LINK} Qt6::Test)
  if(TARGET millrace_tsan_c11_threads)
    target_link_libraries(${target} PRIVATE millrace_tsan_c11_threads)
    set_target_properties(${target} PROPERTIES ENABLE_EXPORTS ON) # librdkafka has to find them first
  endif()
  target_compile_definitions(${target} PRIVATE
    QT_NO_KEYWORDS MILLRACE_SOURCE_DIR="${CMAKE_SOURCE_DIR}" MILLRACE_BINARY_DIR="${CMAKE_BINARY_DIR}")
  add_test(NAME ${ARG_LAYER}.${name} COMMAND ${target})
  set_tests_properties(${ARG_LAYER}.${name} PROPERTIES
    ENVIRONMENT "QT_QPA_PLATFORM=offscreen;TSAN_OPTIONS=suppressions=${CMAKE_SOURCE_DIR}/tests/support/tsan_suppressions.txt die_after_fork=0"
    LABELS ${ARG_LAYER} TIMEOUT 120)
endfunction()
