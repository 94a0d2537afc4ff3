// Written by `npm run generate` from the files of this folder.
import type { Rule } from './rule.ts';
import azblobAccountUrl from './azblob-account-url.ts';
import bakeCacheOverride from './bake-cache-override.ts';
import bakeLocalNeedsAllow from './bake-local-needs-allow.ts';
import bakeSharedCacheTarget from './bake-shared-cache-target.ts';
import bakeUnknownCacheAttribute from './bake-unknown-cache-attribute.ts';
import bareTypeName from './bare-type-name.ts';
import branchKeyWithoutFallback from './branch-key-without-fallback.ts';
import branchNameInTag from './branch-name-in-tag.ts';
import buildctlLegacyRef from './buildctl-legacy-ref.ts';
import cacheInImageRepository from './cache-in-image-repository.ts';
import cacheLocationMismatch from './cache-location-mismatch.ts';
import cacheMountNotExported from './cache-mount-not-exported.ts';
import cacheNeverWritten from './cache-never-written.ts';
import cacheRefIsImageTag from './cache-ref-is-image-tag.ts';
import cacheRefWithoutTag from './cache-ref-without-tag.ts';
import commentInValue from './comment-in-value.ts';
import composeCacheShape from './compose-cache-shape.ts';
import compressionMismatch from './compression-mismatch.ts';
import compressionNeedsOci from './compression-needs-oci.ts';
import credentialsInUrl from './credentials-in-url.ts';
import digestInExportRef from './digest-in-export-ref.ts';
import dockerDriverCacheExport from './docker-driver-cache-export.ts';
import duplicateCacheExport from './duplicate-cache-export.ts';
import duplicateKey from './duplicate-key.ts';
import emptyEntry from './empty-entry.ts';
import entryWhitespace from './entry-whitespace.ts';
import exportOnlyParameterOnImport from './export-only-parameter-on-import.ts';
import expressionAlwaysTruthy from './expression-always-truthy.ts';
import expressionMayBeFalse from './expression-may-be-false.ts';
import fieldWithoutEquals from './field-without-equals.ts';
import forkPrCacheWrite from './fork-pr-cache-write.ts';
import ghaCacheV1Removed from './gha-cache-v1-removed.ts';
import ghaInRunStep from './gha-in-run-step.ts';
import ghaQuotaRisk from './gha-quota-risk.ts';
import ghaReadOnlyTrigger from './gha-read-only-trigger.ts';
import ghaScopeCollision from './gha-scope-collision.ts';
import ghaWriteOnTag from './gha-write-on-tag.ts';
import ghcrPackagesWriteMissing from './ghcr-packages-write-missing.ts';
import hostedBuilderRedundantCache from './hosted-builder-redundant-cache.ts';
import imageCacheWithoutInline from './image-cache-without-inline.ts';
import imageManifestNeedsOci from './image-manifest-needs-oci.ts';
import immutableCacheTag from './immutable-cache-tag.ts';
import inlineBuildArgIgnored from './inline-build-arg-ignored.ts';
import inlineIgnoresParameter from './inline-ignores-parameter.ts';
import inlineImport from './inline-import.ts';
import inlineWithoutImageOutput from './inline-without-image-output.ts';
import invalidBoolean from './invalid-boolean.ts';
import invalidCompression from './invalid-compression.ts';
import invalidCredential from './invalid-credential.ts';
import invalidDigest from './invalid-digest.ts';
import invalidDuration from './invalid-duration.ts';
import invalidMode from './invalid-mode.ts';
import invalidNumber from './invalid-number.ts';
import invalidRef from './invalid-ref.ts';
import invalidRegion from './invalid-region.ts';
import localCacheGrows from './local-cache-grows.ts';
import localCacheNotPersisted from './local-cache-not-persisted.ts';
import localDestCollision from './local-dest-collision.ts';
import localRotateWithoutMove from './local-rotate-without-move.ts';
import localSrcDestSwapped from './local-src-dest-swapped.ts';
import localhostRegistryInContainerBuilder from './localhost-registry-in-container-builder.ts';
import missingRequiredParameter from './missing-required-parameter.ts';
import missingType from './missing-type.ts';
import missingValue from './missing-value.ts';
import modeMinMultistage from './mode-min-multistage.ts';
import multipleEntriesInOne from './multiple-entries-in-one.ts';
import noCacheWithCacheFrom from './no-cache-with-cache-from.ts';
import parameterNeedsNewerVersion from './parameter-needs-newer-version.ts';
import podmanCacheSyntax from './podman-cache-syntax.ts';
import prWritesReleaseCache from './pr-writes-release-cache.ts';
import preferExplicitRegistry from './prefer-explicit-registry.ts';
import preferIgnoreError from './prefer-ignore-error.ts';
import redundantImageManifest from './redundant-image-manifest.ts';
import registryNeedsImageManifest from './registry-needs-image-manifest.ts';
import registryRefCollision from './registry-ref-collision.ts';
import s3EndpointPathStyle from './s3-endpoint-path-style.ts';
import s3EndpointScheme from './s3-endpoint-scheme.ts';
import secretInFlag from './secret-in-flag.ts';
import setupBuildxMissing from './setup-buildx-missing.ts';
import sharedCacheWithoutConcurrency from './shared-cache-without-concurrency.ts';
import shellSplitValue from './shell-split-value.ts';
import strayQuote from './stray-quote.ts';
import swallowedFlag from './swallowed-flag.ts';
import tildeInPath from './tilde-in-path.ts';
import typeUnsupportedByBuilder from './type-unsupported-by-builder.ts';
import unknownActionInput from './unknown-action-input.ts';
import unknownParameter from './unknown-parameter.ts';
import unknownType from './unknown-type.ts';
import unreadableByBuildx from './unreadable-by-buildx.ts';
import unusedSuppression from './unused-suppression.ts';
import uppercaseOwner from './uppercase-owner.ts';
import wrapperCacheSyntax from './wrapper-cache-syntax.ts';
import writeOnlyCacheKey from './write-only-cache-key.ts';
import wrongFlagForTool from './wrong-flag-for-tool.ts';
import yamlFoldedList from './yaml-folded-list.ts';
import yamlSequenceInput from './yaml-sequence-input.ts';

export const rules: readonly Rule[] = [
	azblobAccountUrl,
	bakeCacheOverride,
	bakeLocalNeedsAllow,
	bakeSharedCacheTarget,
	bakeUnknownCacheAttribute,
	bareTypeName,
	branchKeyWithoutFallback,
	branchNameInTag,
	buildctlLegacyRef,
	cacheInImageRepository,
	cacheLocationMismatch,
	cacheMountNotExported,
	cacheNeverWritten,
	cacheRefIsImageTag,
	cacheRefWithoutTag,
	commentInValue,
	composeCacheShape,
	compressionMismatch,
	compressionNeedsOci,
	credentialsInUrl,
	digestInExportRef,
	dockerDriverCacheExport,
	duplicateCacheExport,
	duplicateKey,
	emptyEntry,
	entryWhitespace,
	exportOnlyParameterOnImport,
	expressionAlwaysTruthy,
	expressionMayBeFalse,
	fieldWithoutEquals,
	forkPrCacheWrite,
	ghaCacheV1Removed,
	ghaInRunStep,
	ghaQuotaRisk,
	ghaReadOnlyTrigger,
	ghaScopeCollision,
	ghaWriteOnTag,
	ghcrPackagesWriteMissing,
	hostedBuilderRedundantCache,
	imageCacheWithoutInline,
	imageManifestNeedsOci,
	immutableCacheTag,
	inlineBuildArgIgnored,
	inlineIgnoresParameter,
	inlineImport,
	inlineWithoutImageOutput,
	invalidBoolean,
	invalidCompression,
	invalidCredential,
	invalidDigest,
	invalidDuration,
	invalidMode,
	invalidNumber,
	invalidRef,
	invalidRegion,
	localCacheGrows,
	localCacheNotPersisted,
	localDestCollision,
	localRotateWithoutMove,
	localSrcDestSwapped,
	localhostRegistryInContainerBuilder,
	missingRequiredParameter,
	missingType,
	missingValue,
	modeMinMultistage,
	multipleEntriesInOne,
	noCacheWithCacheFrom,
	parameterNeedsNewerVersion,
	podmanCacheSyntax,
	prWritesReleaseCache,
	preferExplicitRegistry,
	preferIgnoreError,
	redundantImageManifest,
	registryNeedsImageManifest,
	registryRefCollision,
	s3EndpointPathStyle,
	s3EndpointScheme,
	secretInFlag,
	setupBuildxMissing,
	sharedCacheWithoutConcurrency,
	shellSplitValue,
	strayQuote,
	swallowedFlag,
	tildeInPath,
	typeUnsupportedByBuilder,
	unknownActionInput,
	unknownParameter,
	unknownType,
	unreadableByBuildx,
	unusedSuppression,
	uppercaseOwner,
	wrapperCacheSyntax,
	writeOnlyCacheKey,
	wrongFlagForTool,
	yamlFoldedList,
	yamlSequenceInput,
];
