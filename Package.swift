// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

// Nine shared libraries cost a short command more than its work does.
let standalone: [LinkerSetting] = [
  .unsafeFlags(["-static-executable"], .when(platforms: [.linux], configuration: .release))
]
let standardLibraryInside: [LinkerSetting] = [
  .unsafeFlags(["-static-stdlib"], .when(platforms: [.linux], configuration: .release))
]

/// The targets of one folder of Sources; each may depend on its own and on the folders named
/// before it.
@MainActor func layer(_ folder: String, _ targets: [Target]) -> [Target] {
  for target in targets {
    target.path = "Sources/\(folder)/\(target.name)"
    if target.type != .system { target.swiftSettings = settings }
  }
  return targets
}

// C libraries of the system, and what Swift cannot call of them by itself.
let libraries = layer(
  "CLibraries",
  [
    .systemLibrary(
      name: "CNettle", pkgConfig: "nettle",
      providers: [.apt(["nettle-dev"]), .brew(["nettle"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CYAML", pkgConfig: "yaml-0.1",
      providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
    .systemLibrary(
      name: "CLibGit2", pkgConfig: "libgit2",
      providers: [.apt(["libgit2-dev"]), .brew(["libgit2"])]),
    .systemLibrary(
      name: "CMicroHTTPD", pkgConfig: "libmicrohttpd",
      providers: [.apt(["libmicrohttpd-dev"]), .brew(["libmicrohttpd"])]),
    .systemLibrary(
      name: "CCurl", pkgConfig: "libcurl",
      providers: [.apt(["libcurl4-openssl-dev"]), .brew(["curl"])]),
    .target(name: "CPlatform"),
    .target(name: "CLibGit2Shim", dependencies: ["CLibGit2"]),
    .target(name: "CMicroHTTPDShim", dependencies: ["CMicroHTTPD"]),
    .target(name: "CCurlShim", dependencies: ["CCurl"]),
    .target(name: "CErrorPages", dependencies: ["CMicroHTTPD", "CMicroHTTPDShim"]),
    .target(name: "CNoCertificates"),
    .target(name: "CRevision"),
  ])

// What knows nothing of git or of prompts: values in, values out, and the system's calls.
let base = layer(
  "Base",
  [
    .target(name: "Digests", dependencies: ["CNettle"]),
    .target(name: "CanonicalJSON"),
    .target(name: "TextDiff"),
    .target(name: "VisibleText"),
    .target(name: "Markup"),
    .target(name: "Platform", dependencies: ["CPlatform"]),
    .target(name: "CommandKit"),
  ])

// Git's objects, references and files, whatever is kept in them.
let git = layer(
  "Git",
  [
    .target(name: "GitModel", dependencies: ["Digests", "Platform"]),
    .target(name: "GitFiles", dependencies: ["GitModel", "Platform", "Digests", "CZlib"]),
  ])

// The core: prompts, versions and pointers over any store.
let ledger = layer(
  "Ledger",
  [
    .target(name: "PromptInputs", dependencies: ["CanonicalJSON"]),
    .target(name: "PromptTemplate", dependencies: ["CanonicalJSON"]),
    .target(name: "Handlebars", dependencies: ["PromptTemplate", "CanonicalJSON"]),
    .target(name: "PromptMessages", dependencies: ["PromptTemplate", "CanonicalJSON"]),
    .target(
      name: "PromptRepo",
      dependencies: [
        "GitModel", "Digests", "CanonicalJSON", "PromptTemplate", "Handlebars", "PromptInputs",
        "PromptMessages",
      ]),
    .target(name: "PromptMerge", dependencies: ["PromptRepo", "TextDiff", "CanonicalJSON"]),
  ])

// What a reviewer is told of a text and of a change; values in, values out.
let review = layer(
  "Review",
  [
    .target(
      name: "PromptLint",
      dependencies: [
        "PromptTemplate", "Handlebars", "PromptInputs", "CanonicalJSON", "Digests", "VisibleText",
      ]),
    .target(
      name: "PromptReview",
      dependencies: [
        "PromptLint", "PromptRepo", "PromptTemplate", "TextDiff", "CanonicalJSON", "Digests",
        "VisibleText",
      ]),
  ])

// Where objects and references are kept; no store knows the ledger. And the git repository around a
// ledger: what is checked out, and the histories of its files.
let stores = layer(
  "Stores",
  [
    .target(name: "MemoryStore", dependencies: ["GitModel"]),
    .target(name: "DirectoryStore", dependencies: ["GitModel", "GitFiles", "Platform", "Digests"]),
    .target(name: "GitStore", dependencies: ["GitModel", "GitFiles", "Platform"]),
    .target(
      name: "CodeHistory",
      dependencies: ["GitModel", "GitFiles", "GitStore", "Platform", "CLibGit2", "CLibGit2Shim"]),
  ])

// Prompt files in a working folder.
let files = layer(
  "Files",
  [
    .target(
      name: "PromptFiles",
      dependencies: [
        "PromptRepo", "PromptMerge", "PromptLint", "PromptReview", "PromptTemplate",
        "PromptMessages", "GitFiles",
        "Platform", "CanonicalJSON", "TextDiff", "VisibleText", "Digests", "CYAML",
      ])
  ])

// The wire contract of the Prompts API, for the server and for its clients alike. And prompts as the
// Model Context Protocol has them.
let api = layer(
  "API",
  [
    .target(name: "HTTPMessages"),
    .target(name: "PromptsAPI", dependencies: ["HTTPMessages", "CanonicalJSON"]),
    .target(name: "PromptMCP", dependencies: ["CanonicalJSON", "Digests"]),
    .target(
      name: "MCPPrompts",
      dependencies: [
        "PromptMCP", "PromptRepo", "PromptMessages", "PromptInputs", "PromptTemplate",
        "CanonicalJSON",
      ]),
  ])

// Other ledgers: git remotes by way of the user's git program, hosted APIs over HTTP.
let remotes = layer(
  "Remotes",
  [
    .target(
      name: "GitRemotes", dependencies: ["PromptRepo", "PromptMerge", "CanonicalJSON", "Platform"]),
    .target(
      name: "PromptsClient", dependencies: ["PromptsAPI", "HTTPMessages", "CanonicalJSON"]),
    .target(
      name: "HTTPClient", dependencies: ["PromptsClient", "HTTPMessages", "CCurl", "CCurlShim"]),
    .target(
      name: "PromptSync",
      dependencies: [
        "PromptRepo", "PromptsClient", "PromptsAPI", "PromptMerge", "PromptTemplate", "TextDiff",
        "CanonicalJSON", "Digests",
      ]),
    .target(
      name: "LangfuseImport",
      dependencies: [
        "PromptRepo", "PromptsClient", "PromptsAPI", "HTTPMessages", "PromptTemplate",
        "PromptMessages", "CanonicalJSON", "Digests",
      ]),
  ])

// The server: the API over ledgers, the keys of its callers, and what listens to the network.
let server = layer(
  "Server",
  [
    .target(
      name: "APIKeys",
      dependencies: ["PromptRepo", "GitFiles", "CanonicalJSON", "Digests", "Platform"]),
    .target(
      name: "PromptService",
      dependencies: [
        "PromptRepo", "PromptLint", "PromptReview", "PromptsAPI", "HTTPMessages", "APIKeys",
        "PromptTemplate", "PromptMessages", "CanonicalJSON", "Digests", "Platform",
      ]),
    .target(
      name: "PromptSurfaces",
      dependencies: [
        "PromptService", "PromptsAPI", "HTTPMessages", "APIKeys", "PromptRepo", "PromptTemplate",
        "PromptMessages", "PromptMCP", "MCPPrompts", "CanonicalJSON", "Digests",
      ]),
    .target(
      name: "PromptSite",
      dependencies: [
        "PromptService", "PromptsAPI", "Markup", "VisibleText", "HTTPMessages", "APIKeys",
        "PromptRepo", "PromptLint", "PromptReview", "PromptTemplate", "PromptInputs", "TextDiff",
        "CanonicalJSON", "Digests",
      ],
      resources: [
        .embedInCode("Assets/page.css"), .embedInCode("Assets/page.js"),
        .embedInCode("Assets/icon.svg"),
      ]),
    .target(
      name: "PromptServer",
      dependencies: [
        "PromptService", "HTTPMessages", "PromptsAPI", "CanonicalJSON", "Platform",
        "CMicroHTTPD", "CMicroHTTPDShim",
      ]),
  ])

// The programs. `promptrepo` loads none of the libraries for git, the server and hosted APIs; its
// companions do.
let programs = layer(
  "Programs",
  [
    .target(
      name: "PromptRepoCommands",
      dependencies: [
        "CommandKit", "PromptFiles", "DirectoryStore", "GitStore", "GitFiles", "GitRemotes",
        "APIKeys", "PromptRepo", "PromptMerge", "PromptLint", "PromptReview", "PromptTemplate",
        "PromptInputs", "PromptMessages", "PromptMCP", "MCPPrompts", "TextDiff", "CanonicalJSON",
        "VisibleText", "Digests", "Platform",
      ]),
    .target(
      name: "GitCommands",
      dependencies: [
        "PromptRepoCommands", "PromptFiles", "GitStore", "CodeHistory", "GitModel", "PromptRepo",
      ]),
    .target(
      name: "ServerCommands",
      dependencies: [
        "GitCommands", "PromptRepoCommands", "PromptServer", "PromptSurfaces", "PromptSite",
        "PromptService",
        "APIKeys", "DirectoryStore", "GitFiles", "PromptRepo", "Platform",
      ]),
    .target(
      name: "SyncCommands",
      dependencies: [
        "GitCommands", "PromptRepoCommands", "PromptSync", "LangfuseImport", "PromptsClient",
        "HTTPClient", "PromptMerge", "PromptRepo", "TextDiff", "CanonicalJSON", "Platform",
      ]),
    .executableTarget(
      name: "promptrepo", dependencies: ["PromptRepoCommands", "Platform", "CRevision"],
      linkerSettings: standalone),
    .executableTarget(
      name: "promptrepo-git",
      dependencies: ["GitCommands", "Platform", "CNoCertificates", "CRevision"],
      linkerSettings: standardLibraryInside),
    .executableTarget(
      name: "promptrepo-server",
      dependencies: [
        "ServerCommands", "Platform", "CErrorPages", "CNoCertificates", "CRevision",
      ],
      linkerSettings: standardLibraryInside),
    .executableTarget(
      name: "promptrepo-sync",
      dependencies: ["SyncCommands", "Platform", "CNoCertificates", "CRevision"],
      linkerSettings: standardLibraryInside),
  ])

// Measurements, beside git, libgit2 and libmicrohttpd.
let bench = layer(
  "Bench",
  [
    .target(name: "CBareServer", dependencies: ["CMicroHTTPD"]),
    .target(
      name: "Benchmarks",
      dependencies: [
        "DirectoryStore", "GitStore", "CodeHistory", "MemoryStore", "GitModel", "PromptRepo",
        "PromptTemplate", "Handlebars", "Platform", "CanonicalJSON", "PromptService",
        "PromptSurfaces", "PromptSite", "APIKeys", "HTTPMessages", "TextDiff", "CBareServer",
        "CLibGit2", "CLibGit2Shim",
      ]),
    .executableTarget(name: "promptrepo-bench", dependencies: ["Benchmarks", "Platform"]),
  ])

let tests: [Target] = [
  .target(
    name: "TestSupport",
    dependencies: [
      "PromptRepo", "MemoryStore", "DirectoryStore", "GitStore", "CodeHistory", "HTTPMessages",
      "Platform",
      "CanonicalJSON",
    ],
    path: "Tests/TestSupport"),
  .testTarget(
    name: "DigestsTests", dependencies: ["Digests", "TestSupport"]),
  .testTarget(
    name: "CanonicalJSONTests", dependencies: ["CanonicalJSON", "TestSupport"]),
  .testTarget(
    name: "HTTPMessagesTests", dependencies: ["HTTPMessages", "CanonicalJSON", "TestSupport"]),
  .testTarget(
    name: "PromptsAPITests",
    dependencies: ["PromptsAPI", "HTTPMessages", "CanonicalJSON", "TestSupport"]),
  .testTarget(
    name: "PromptMCPTests", dependencies: ["PromptMCP", "CanonicalJSON", "TestSupport"]),
  .testTarget(
    name: "MCPPromptsTests",
    dependencies: [
      "MCPPrompts", "PromptMCP", "PromptRepo", "PromptMessages", "PromptTemplate", "MemoryStore",
      "CanonicalJSON", "TestSupport",
    ]),
  .testTarget(
    name: "PromptInputsTests",
    dependencies: ["PromptInputs", "CanonicalJSON", "Platform", "TestSupport"]),
  .testTarget(
    name: "PromptTemplateTests",
    dependencies: ["PromptTemplate", "CanonicalJSON", "TestSupport"]),
  .testTarget(
    name: "PromptMessagesTests",
    dependencies: ["PromptMessages", "PromptTemplate", "CanonicalJSON", "TestSupport"]),
  .testTarget(
    name: "HandlebarsTests",
    dependencies: ["Handlebars", "PromptTemplate", "CanonicalJSON", "TestSupport"]),
  .testTarget(
    name: "TextDiffTests", dependencies: ["TextDiff", "TestSupport"]),
  .testTarget(
    name: "VisibleTextTests", dependencies: ["VisibleText", "CanonicalJSON", "TestSupport"]),
  .testTarget(
    name: "MarkupTests", dependencies: ["Markup", "CanonicalJSON", "TestSupport"]),
  .testTarget(
    name: "PlatformTests", dependencies: ["Platform", "TestSupport"]),
  .testTarget(
    name: "PromptRepoTests",
    dependencies: [
      "PromptRepo", "PromptMessages", "GitModel", "MemoryStore", "CanonicalJSON", "PromptTemplate",
      "TestSupport",
    ]),
  .testTarget(
    name: "PromptMergeTests",
    dependencies: ["PromptMerge", "PromptRepo", "TextDiff", "CanonicalJSON", "TestSupport"]),
  .testTarget(
    name: "PromptLintTests",
    dependencies: [
      "PromptLint", "PromptFiles", "PromptRepo", "PromptTemplate", "CanonicalJSON", "VisibleText",
      "TestSupport",
    ]),
  .testTarget(
    name: "PromptReviewTests",
    dependencies: [
      "PromptReview", "PromptLint", "PromptFiles", "PromptRepo", "PromptTemplate", "TextDiff",
      "CanonicalJSON", "VisibleText", "TestSupport",
    ]),
  .testTarget(
    name: "StoreTests",
    dependencies: [
      "PromptRepo", "GitFiles", "GitModel", "MemoryStore", "DirectoryStore", "GitStore",
      "CodeHistory",
      "Platform", "Digests", "CanonicalJSON", "TestSupport",
    ]),
  .testTarget(
    name: "GitRemotesTests",
    dependencies: [
      "GitRemotes", "GitStore", "CodeHistory", "PromptRepo", "PromptMerge", "CanonicalJSON",
      "Platform",
      "TestSupport",
    ]),
  .testTarget(
    name: "APIKeysTests", dependencies: ["APIKeys", "PromptRepo", "Platform", "TestSupport"]),
  .testTarget(
    name: "PromptServiceTests",
    dependencies: [
      "PromptService", "PromptSurfaces", "PromptServer", "PromptsAPI", "HTTPMessages", "APIKeys",
      "PromptRepo", "MemoryStore", "DirectoryStore", "CanonicalJSON", "Digests", "Platform",
      "CErrorPages", "TestSupport",
    ]),
  .testTarget(
    name: "PromptSiteTests",
    dependencies: [
      "PromptSite", "PromptService", "Markup", "VisibleText", "HTTPMessages", "APIKeys",
      "PromptRepo",
      "MemoryStore", "PromptTemplate", "CanonicalJSON", "Platform", "TestSupport",
    ]),
  .testTarget(
    name: "PromptFilesTests",
    dependencies: [
      "PromptFiles", "GitStore", "CodeHistory", "GitCommands", "PromptRepo", "CanonicalJSON",
      "MemoryStore",
      "Platform", "TestSupport",
    ]),
  .testTarget(
    name: "PromptSyncTests",
    dependencies: [
      "PromptSync", "PromptsClient", "PromptMerge", "PromptService", "PromptsAPI", "APIKeys",
      "HTTPMessages", "PromptRepo", "MemoryStore", "DirectoryStore", "CanonicalJSON", "TextDiff",
      "TestSupport",
    ]),
  .testTarget(
    name: "LangfuseImportTests",
    dependencies: [
      "LangfuseImport", "PromptsClient", "HTTPMessages", "PromptRepo", "PromptTemplate",
      "PromptMessages", "MemoryStore", "CanonicalJSON", "Digests", "TestSupport",
    ]),
  .testTarget(
    name: "HTTPClientTests",
    dependencies: ["HTTPClient", "PromptsClient", "HTTPMessages", "TestSupport"]),
  .testTarget(
    name: "CommandKitTests", dependencies: ["CommandKit", "TestSupport"]),
  .testTarget(
    name: "PromptRepoCommandsTests",
    dependencies: [
      "PromptRepoCommands", "PromptFiles", "GitRemotes", "DirectoryStore", "APIKeys", "PromptRepo",
      "CommandKit", "Platform", "TestSupport",
    ]),
  .target(name: "CCoverage", path: "Tests/CCoverage"),
  .testTarget(
    name: "FuzzTests",
    dependencies: [
      "APIKeys", "CCoverage", "CanonicalJSON", "Digests", "DirectoryStore", "GitFiles", "GitModel",
      "GitRemotes", "GitStore", "CodeHistory", "HTTPMessages", "Platform", "PromptFiles",
      "PromptLint", "PromptRepo", "PromptTemplate", "Handlebars", "PromptInputs", "PromptMessages",
      "PromptsAPI", "PromptsClient", "PromptMCP", "TestSupport",
    ]),
  .testTarget(
    name: "BenchmarksTests",
    dependencies: [
      "promptrepo-bench", "promptrepo", "promptrepo-server", "CanonicalJSON", "Platform",
      "TestSupport",
    ]),
  .testTarget(
    name: "EndToEndTests",
    dependencies: [
      "promptrepo", "promptrepo-git", "promptrepo-server", "promptrepo-sync", "APIKeys",
      "PromptRepo", "DirectoryStore", "PromptTemplate", "PromptMessages", "HTTPMessages",
      "CanonicalJSON", "TestSupport",
    ]),
]

for target in tests where target.name != "CCoverage" { target.swiftSettings = settings }

let package = Package(
  name: "promptrepo",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "promptrepo", targets: ["promptrepo"]),
    .executable(name: "promptrepo-git", targets: ["promptrepo-git"]),
    .executable(name: "promptrepo-server", targets: ["promptrepo-server"]),
    .executable(name: "promptrepo-sync", targets: ["promptrepo-sync"]),
    .library(name: "PromptRepo", targets: ["PromptRepo"]),
    .library(name: "DirectoryStore", targets: ["DirectoryStore"]),
    .library(name: "GitStore", targets: ["GitStore", "CodeHistory"]),
    .library(name: "MemoryStore", targets: ["MemoryStore"]),
    .library(name: "PromptFiles", targets: ["PromptFiles"]),
    .library(name: "PromptTemplate", targets: ["PromptTemplate"]),
    .library(name: "PromptMessages", targets: ["PromptMessages"]),
    .library(name: "PromptReview", targets: ["PromptReview", "PromptLint"]),
    .library(name: "PromptService", targets: ["PromptService"]),
    .library(name: "PromptServer", targets: ["PromptServer"]),
    .library(name: "PromptsAPI", targets: ["PromptsAPI"]),
    .library(name: "CanonicalJSON", targets: ["CanonicalJSON"]),
  ],
  targets: libraries + base + git + ledger + review + stores + files + api + remotes + server
    + programs + bench + tests,
  swiftLanguageModes: [.v6]
)
