import Foundation
import TestSupport
import Testing

/// A surface reaches no ledger but through the operations of the service.
@Suite struct SurfaceReachTests {
  @Test func noSurfaceKnowsAStoreOrAChange() throws {
    let folder = "\(RealPrompts.projectRoot)/Sources/Server/PromptSurfaces"
    let files = try #require(FileManager.default.enumerator(atPath: folder))
      .compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
    #expect(files.count >= 5)
    let stores = ["MemoryStore", "DirectoryStore", "GitStore", "GitModel", "GitFiles", "Platform"]
    for file in files {
      let source = try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
      let code = source.split(separator: "\n").filter {
        !$0.drop { $0 == " " }.hasPrefix("//")
      }
      for line in code {
        for store in stores { #expect(!line.contains("import \(store)"), "\(file): \(line)") }
        for word in ["Transaction", ".change(", ".by(", ".store"] {
          #expect(!line.contains(word), "\(file): \(line)")
        }
      }
    }
  }
}
