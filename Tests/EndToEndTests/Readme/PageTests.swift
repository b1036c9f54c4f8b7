import TestSupport
import Testing

/// The articles with `sh` blocks work as they say; blocks that are only shown are `console`.
@Suite struct PageTests {
  /// The articles, and what their commands have to print.
  private static let pages: [String: [String]] = [
    "Sources/Ledger/PromptRepo/PromptRepo.docc/Dialects.md": [
      #""content": "you writes: {\"ticket\": 7}""#, #""promptrepo/role": "system""#,
      "ticket    integer   required  13:33\n",
    ],
    "Sources/Ledger/PromptRepo/PromptRepo.docc/Partials.md": [
      "You answer mails. Sound friendly.", "v1 ", "\u{2192} ",
      "support/reply    v2 includes v2", "2 prompts include support/tone\n",
    ],
    "Sources/Ledger/PromptRepo/PromptRepo.docc/Environments.md": [
      "support/reply: v2 is live in production (was v1)\n",
      "Took back release spring in production:\n  support/reply: v1 is live (was v2)\n",
      "support/reply is in use again\n",
    ],
    "Sources/Programs/PromptRepoCommands/PromptRepoCommands.docc/Settings.md": [
      "Wrote ai/prompts/support/reply.prompt\n", "support/reply: v1 is live in staging\n",
      #""object":"matrix.row""#, "promptrepo.environment staging\n", "\n1 unchanged\n",
    ],
    "Sources/Remotes/GitRemotes/GitRemotes.docc/Sharing.md": [
      "origin: 1 in conflict\nexit code 2\n", "v3 from here as v4", "Too chatty",
    ],
    "Sources/Remotes/PromptSync/PromptSync.docc/Sync.md": [
      "1 in conflict\nexit code 2\n", "pushed v2 as v3, pushed v4\n",
    ],
    "Sources/Programs/PromptRepoCommands/PromptRepoCommands.docc/ContinuousIntegration.md": [
      "support/reply: v2 sha256:", "would become v2, by A user <user@example.com>\n",
      "Sound friendlier", "exit code 1\n", "origin: 1 pushed\n",
    ],
    "Sources/Review/PromptReview/PromptReview.docc/Reviewing.md": [
      "`promptrepo commit` stops: this was made from v1, and v2 is newer",
      "error    ledger-behind", "\nexit code 1\n", "`promptrepo commit` makes v3 ",
      "wrote .gitattributes: ", "v3 is the first bad version (v2 good)",
    ],
    "Sources/API/PromptMCP/PromptMCP.docc/MCP.md": [
      #"{"name":"support/reply","arguments":[{"name":"customer","required":true}]}"#,
      #""message":"support/reply needs customer""#, #""code":-32700"#,
      #""text":"Hi you, thanks for writing.""#,
    ],
    "Sources/Server/PromptSurfaces/PromptSurfaces.docc/Langfuse.md": [
      #""status":"OK""#, "\nHi you, thanks for writing.\nHello you!\n",
      "support/reply production rolls back to v1",
    ],
    "Sources/Server/PromptServer/PromptServer.docc/Server.md": [
      #""rendered_template":"Hi you!""#, "\nHi you!\n", #""success":true"#,
      "HTTP/1.1 304 Not Modified", #""code":"precondition_failed""#, "farewell       v1",
    ],
  ]

  @Test(arguments: pages.keys.sorted())
  func everyCommandOfAPageRuns(_ page: String) throws {
    let folder = try TemporaryDirectory()
    let output = try Readme(page).runCommands(of: page, in: folder)
    for text in try #require(PageTests.pages[page]) {
      #expect(output.contains(text), "\(page) does not print \(text): \(output)")
    }
  }

  @Test func noOtherPageHasCommandsThatNobodyRuns() throws {
    let found = try LinkTests.articles.filter { try !Readme($0).commands().isEmpty }
    #expect(found.sorted() == (PageTests.pages.keys + ["README.md"]).sorted())
  }
}
