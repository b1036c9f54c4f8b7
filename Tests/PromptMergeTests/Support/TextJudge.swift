import Foundation
import PromptMerge
import TestSupport
import Testing
import TextDiff

/// Merges of texts, compared with those of `git merge-file`.
struct TextJudge {
  struct Case {
    var base: String
    var ours: String
    var theirs: String
  }

  static let labels = ThreeWayMerge.Labels(ours: "here", base: "before", theirs: "there")

  /// Merges all cases with git; each text with the line end that it has in a file.
  static func merge(_ cases: [Case]) throws -> [(text: [UInt8], conflicts: Int)] {
    let directory = try TemporaryDirectory()
    for (index, merge) in cases.enumerated() {
      for (name, text) in [("base", merge.base), ("ours", merge.ours), ("theirs", merge.theirs)] {
        let end = text.utf8.last == 13 ? "\r\n" : "\n"
        try Data((text + end).utf8).write(
          to: URL(fileURLWithPath: directory.appending("\(index).\(name)")))
      }
    }
    let script = """
      index=0
      while [ -f $index.base ]; do
        status=0
        git merge-file -p -q --diff3 -L here -L before -L there \
          $index.ours $index.base $index.theirs > $index.merged || status=$?
        echo $status > $index.status
        index=$((index + 1))
      done
      """
    let result = try run("/bin/sh", ["-eu", "-c", script], cwd: directory.path)
    #expect(result.status == 0, "\(result.stderr)")
    return try cases.indices.map { index in
      func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: directory.appending("\(index).\(name)"))))
      }
      let status = String(decoding: try bytes("status").dropLast(), as: UTF8.self)
      return (try bytes("merged"), try #require(Int(status)))
    }
  }
}
