import CanonicalJSON
import Foundation
import TestSupport
import Testing

/// A text is hashed once for each name that it gets: for the blob, the template and the content.
@Suite struct HashingTests {
  /// Notes how many bytes are hashed at once, where they are many.
  private static let shim = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <stdio.h>
    #include <stdlib.h>

    #define UPDATE(name)                                                      \\
      void nettle_##name##_update(void *context, size_t count, const void *bytes) { \\
        const char *path = getenv("HASHED");                                  \\
        FILE *file = path && count >= 50000 ? fopen(path, "a") : NULL;        \\
        if (file) {                                                           \\
          fprintf(file, "%s %zu\\n", #name, count);                           \\
          fclose(file);                                                       \\
        }                                                                     \\
        ((void (*)(void *, size_t, const void *))dlsym(                       \\
            RTLD_NEXT, "nettle_" #name "_update"))(context, count, bytes);    \\
      }
    UPDATE(sha1)
    UPDATE(sha256)

    """

  /// A text of so many characters.
  private static func text(_ count: Int) -> String { String(repeating: "text ", count: count / 5) }

  /// Expects that nothing of some size is hashed twice in the same way, and a template is at all.
  private func expectHashedOnce(_ path: String, template count: Int) throws {
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      .filter { ($0.split(separator: " ").last.flatMap { Int($0) } ?? 0) >= count }
    #expect(lines.contains("sha1 \(count)"))
    #expect(lines.contains("sha256 \(count)"))
    #expect(Set(lines).count == lines.count, "\(lines)")
  }

  /// The file can stand for two templates, with its last line end and without, and so two contents
  /// are hashed, which differ in size.
  @Test func aCommitHashesATextOnce() throws {
    let repo = try PromptRepo()
    try repo.commit("p", Self.text(60_000) + "\n")
    let log = try repo.elsewhere("hashes") + "/commit"
    let counted = try repo.preloading(Self.shim).with(["HASHED": log])
    try counted.commit("p", Self.text(80_000) + "\n")
    try expectHashedOnce(log, template: 80_000)
  }

  @Test func aPostHashesATextOnce() throws {
    let served = try ServedRepo()
    try served.repo.commit("p", Self.text(60_000))
    let show = try #require(served.repo.json("show", "p").first)
    let log = try served.repo.elsewhere("hashes") + "/post"
    let counted = try served.repo.preloading(Self.shim).with(["HASHED": log])
    let server = try ServerProcess(counted, ["--listen", "127.0.0.1:0"])
    let body = JSONValue.object(["template": .string(Self.text(80_000))]).text()
    let answer = try TestSupport.run(
      "curl",
      [
        "-sSf", "-H", "Authorization: Bearer \(served.keys["admin"] ?? "")", "--json", "@-",
        "\(server.url)/api/v1/llm/prompts/\(show.text("prompt_id"))/versions",
      ], stdin: Array(body.utf8))
    try #require(answer.status == 0, "\(answer.stderr)")
    try served.expectGoodEnd(server)
    try expectHashedOnce(log, template: 80_000)
  }
}
