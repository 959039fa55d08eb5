// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "HealthFiles",
  targets: [
    .systemLibrary(name: "Clibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
    .target(name: "Git", dependencies: ["Clibgit2"], swiftSettings: strict + [.strictMemorySafety()]),
    .target(name: "JSONSchema", swiftSettings: strict),
    .testTarget(name: "HealthFilesTests", dependencies: ["Git", "JSONSchema"], swiftSettings: strict),
  ],
  swiftLanguageModes: [.v6]
)
