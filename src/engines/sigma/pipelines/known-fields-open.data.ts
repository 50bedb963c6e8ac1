/**
 * The same as `KNOWN_FIELDS` for sources whose records may have further members than anybody lists: their vendors add some with every
 * new kind of event, or let others name them. `*` says so of the record itself: a member that is not here is called undocumented, never
 * absent. Within an object that is listed without `.*`, however, the list is whole.
 */
export const OPEN_FIELDS: Readonly<Record<string, string>> = {
  // Reports API: Activities resource and the event reference of each application (developers.google.com/workspace/admin/reports);
  // Cloud Logging: AuditLog. Parameters are named by each application, so they stand at the root, see the pipeline's `recordPrefixes`.
  'google-workspace': `
    * kind etag ownerDomain ipAddress id.time id.uniqueQualifier id.applicationName id.customerId
    actor.callerType actor.email actor.profileId actor.key actor.applicationInfo.*
    networkInfo.ipAsn networkInfo.regionCode networkInfo.subdivisionCode resourceDetails.* type name value boolValue intValue multiValue multiIntValue
    messageValue.* multiMessageValue.* multiBoolValue multiStrValue resourceIds status.* insertId logName timestamp receiveTimestamp severity labels.* operation.* resource.type resource.labels.*
    serviceName methodName resourceName authenticationInfo.* authorizationInfo.* requestMetadata.* metadata.* request.* response.*
    access_level access_requester access_type accepting_domain account_state ACCOUNT_STATE action action_type ACTION_TYPE ACTION_ID
    activity_type actor_is_collaborator_account actor_application_id actor_ip_address actor_resource_id actor_type
    added_role ADVANCED_PROTECTION_SETTING affected_email_address alert_id ALERT_NAME
    API_CLIENT_NAME API_SCOPES api_kind api_name APP_ID app_id app_name APP_LICENSES_ORDER_NUMBER application_name APPLICATION_EDITION
    APPLICATION_ENABLED APPLICATION_NAME ALLOWED_TWO_STEP_VERIFICATION_METHOD ASP_ID attachment.* basic_setting BEGIN_DATE_TIME
    billable BULK_UPLOAD_FAIL_USERS_NUMBER BULK_UPLOAD_TOTAL_USERS_NUMBER calendar_country calendar_id calendar_title
    change_type CHANGE_TYPE CHROME_OS_SESSION_TYPE client_id client_side_encrypted client_type COMPANY_DEVICE_ID conditions.*
    conference_id content_hash contributor_role copy_type customer_id data_source DATA_LOCALIZATION_REGION
    delegated_permissions DESTINATION_GROUP destination_folder_id destination_folder_title DEVICE_COMPLIANCE device_compliance
    device_compromised_state DEVICE_COMPROMISED_STATE device_deactivation_reason DEVICE_ID device_id DEVICE_MODEL device_model
    device_name DEVICE_NEW_STATE DEVICE_OWNERSHIP device_ownership DEVICE_PREVIOUS_STATE device_property DEVICE_SERIAL_NUMBER
    device_serial_number device_setting DEVICE_SETTING DEVICE_TYPE device_type device_user directory_api_kind
    DISTRIBUTION_ENTITY_NAME DISTRIBUTION_ENTITY_TYPE display_name dlp_info doc_id doc_title doc_type DOMAIN_ALIAS DOMAIN_NAME
    DOMAIN_VERIFICATION_METHOD domain email_forwarding_destination_address email_as_sender EMAIL_EXPORT_INCLUDE_DELETED
    EMAIL_EXPORT_PACKAGE_CONTENT EMAIL_LOG_SEARCH_END_DATE EMAIL_LOG_SEARCH_MSG_ID EMAIL_LOG_SEARCH_RECIPIENT
    EMAIL_LOG_SEARCH_SENDER EMAIL_LOG_SEARCH_SMTP_RECIPIENT_IP EMAIL_LOG_SEARCH_SMTP_SENDER_IP EMAIL_LOG_SEARCH_START_DATE
    EMAIL_MONITOR_DEST_EMAIL EMAIL_MONITOR_LEVEL_CHAT EMAIL_MONITOR_LEVEL_DRAFT_EMAIL EMAIL_MONITOR_LEVEL_INCOMING_EMAIL
    EMAIL_MONITOR_LEVEL_OUTGOING_EMAIL END_DATE END_DATE_TIME event_guest event_id event_info.* event_response_status
    event_title execution_id expiration_timestamp extension_endpoint failed_to_apply FIELD_NAME first_factor_type
    flattened_destinations flattened_triggered_rule_info FULL_ORG_UNIT_PATH function_id GATEWAY_NAME grantee_email
    group_email GROUP_EMAIL GROUP_NAME GROUP_PRIORITIES group_id group_name has_content_match hd identifier identity_type
    INFO_TYPE initiated_by impression_id INTEGRATION_TYPE interop_error_code ip_address is_chat_room is_encrypted is_external is_mobile
    is_recurring is_second_factor is_sensitive is_suspicious label label_title label_field LABEL_NAME LABEL_TITLE last_sync_audit_date
    license_sku LICENSE_NAME link location login_challenge_method login_challenge_status login_failure_type login_timestamp
    login_type MANAGED_CONFIGURATION_NAME MANAGER_EMAIL matched_detectors matched_threshold matched_trigger matched_templates
    meeting_code member member_email member_role member_status message_id message_info.* message_moderation_action method_name
    MOBILE_APP_PACKAGE_ID MOBILE_CERTIFICATE_COMMON_NAME MOBILE_WIRELESS_NETWORK_NAME mx_record multi_region_quota_info new_attribute_value
    new_device_id new_owner new_owner_is_shared_drive new_publish_visibility new_settings_state NEW_PERMISSION_GRANT_STATE
    NEW_VALUE new_value new_value_id NEW_VALUE_REPEATED NOTE notification_message_id notification_method notification_type
    num_bytes num_response_bytes NUMBER_OF_COMPANY_OWNED_DEVICES OBFUSCATED_CUSTOMER_TAKEOUT_REQUEST_ID old_attribute_value
    old_publish_visibility old_settings_state old_value OLD_VALUE old_value_id OLD_VALUE_REPEATED OLD_PERMISSION_GRANT_STATE
    old_visibility ORG_UNIT_NAME organizer_calendar_id organizer_email orgunit_path origin_app_id original_owner originating_app_id
    os_property os_version OS_VERSION os_edition owner owner_is_shared_drive owner_is_team_drive owner_shared_drive_id
    owner_team_drive_id PAIRING_CODE parent_comment_id permission_group PLAY_FOR_WORK_MDM_VENDOR_NAME PLAY_FOR_WORK_TOKEN_ID
    policy_name policy_sync_result policy_sync_type post_id post_resource_name postini_params previous_state primary_event printer_name
    PRIVILEGE_NAME PRODUCT_NAME product_bucket product_name QUARANTINE_NAME query query_type QUERY REAUTH_APPLICATION REAUTH_SETTING_NEW
    REAUTH_SETTING_OLD recipient_doc recipients REQUEST_ID request_id registrar remote_ip removed_role RESTORE_FROM_DATE RESTORE_DATA_START_DATE
    recurring_interval report_name report_id REPORT_TYPE requested_role resource_id RESOURCE_ID resource_identifier RESOURCE_IDENTIFIER
    resource_name resource_title resource_type resource_url resource_owner_email resource.* ROLE_ID ROLE_NAME rule_id rule_name rule_resource_name rule_type
    rule_update_time_usec saml_second_level_status_code saml_status_code saml_authnrequest scan_type scope scope_data.*
    SAML2_SERVICE_PROVIDER_ENTITY_ID SAML2_SERVICE_PROVIDER_NAME SEARCH_QUERY_FOR_DUMP SECONDARY_DOMAIN_NAME SITE_LOCATION SITE_NAME SKU_NAME
    sensitive_action_name SETTING_DESCRIPTION SETTING_NAME SETTING_VALUE setting severity sha256 shared_drive_id shared_drive_settings_change_type
    script_id service_account service_name session_id smtp_in_connect_ip snippets source_folder_id source_folder_title
    source space_id START_DATE START_DATE_TIME sub_type subject SUBSCRIPTION_DATE suppressed_actions.* suspicious
    target target_calendar_id target_domain target_id target_user target_user_email TARGET_USER_EMAIL TARGET_OU_PATH team_drive_id
    team_drive_settings_change_type team_drive_type template_name template_id text threat_category timestamp_usec title token_id
    tab_name triggered_actions.* triggered_rules unsubscription_reason update_key user user_agent USER_AGENT user_count USER_CUSTOM_FIELD
    USER_DEFINED_SETTING_NAME user_defined_detector user_email USER_EMAIL user_id USER_NICKNAME USER_QUERY USER_BIRTHDATE visibility visibility_change
    WEB_ADDRESS WHITELISTED_GROUPS value values_set view_method vault_action matter_id matter_name organization_name additional_details
    hold_id saved_query_id export_id space_name room_id room_name external_room retention_state dm_id attachment_hash attachment_name
    attachment_url attachment_status conversation_type conversation_ownership emoji_shortcode device_id_hash browser_version client_version
    event_reason event_result evidence_locker_filepath federated_origin iframe_urls machine_name profile_user_name reason
    result scan_id tab_url trigger_destination trigger_source trigger_type trigger_user url user_justification url_category web_app_signed_in_account`,

  // Audit log: REST schema `audit-log-event` (docs.github.com/rest/orgs), streams add the rest. Bodies of webhooks: docs.github.com/webhooks.
  github: `
    * @timestamp _document_id document_id id at_sign_timestamp action actor actor_id actor_ip actor_is_agent actor_is_bot actor_location.* actor_url
    active active_was alert_id alert_number allow_deletions_enforcement_level allow_force_pushes_enforcement_level actor_session
    admin_enforced app_id app_slug application_client_id application_name authorized_actor_names authorized_actors_only
    base_ref billing_type blocked_user branch business business_id campaign_number category cancelled_at client_id
    code_scanning_alert_id commit_sha completed_at conclusion config.* config_was.* content_type country_code created_at credential_id
    create_protected data.* deploy_key_fingerprint device_cookie dependency_scope dismiss_stale_reviews_on_push duration earliest_revocable_time
    email emoji enforcement_level environment environment_name environment_id event events events_were explanation expires_at
    external_group_id external_group_name external_id external_identity_id external_identity_nameid external_identity_username external_identity_guid
    fingerprint fork_source fork_source_id from_branch ghsa_id gist_id hashed_token head_branch head_sha hook_id hook_ids
    ignore_approvals_from_contributors imported inviter inviter_id invitee invitation_email integration integration_id
    ip_allow_list_entry_id ip_allow_list_entry_value issue_id issuer invoice_url is_hosted_runner is_private_fork job_name job_workflow_ref
    key key_name kind limited_availability linear_history_requirement_enforcement_level login lock_allows_fetch_and_merge lock_branch_enforcement_level
    member_id merge_method merge_queue_enforcement_level message migration_id minutes name new_name new_owner new_org new_policy new_repo_base_role
    new_repo_permission new_role new_user_name note number oauth_access_id oauth_application oauth_application_id oauth_application_name old_base_role old_cutoff
    old_name old_org old_permission old_policy old_project_role old_repo_base_role old_repo_permission old_role old_user openssh_public_key operation_type
    org org_id org_role organization_upgrade origin_repository overridden_codes owner owner_id owner_type package package_id package_version passkey_nickname
    permission permissions_added permissions_unchanged permissions_upgraded plan platform policy prevent_self_review previous_permission
    previous_visibility priority private_key_id privilege programmatic_access_type project_id project_kind project_name project_role public_key_id
    public_project public_repo publicly_leaked pull_request_id pull_request_title pull_request_url pull_request_reviews_enforcement_level query_string
    rate_limit_remaining read_only reason reasons.* reason_code reauthentication_required recipient referrer referral_code repo repo_id repository repository_id repository_public
    repositories_added repositories_added_names repositories_removed repositories_removed_names repositories repository_selection
    request_access_security_header request_body request_id request_method require_code_owner_review require_last_push_approval
    required_approving_review_count required_deployments_enforcement_level required_review_thread_resolution_enforcement_level
    required_status_checks_enforcement_level resolution resolved_at revoked_at role route ruleset_bypass_actors.* ruleset_bypass_actors_added.*
    ruleset_bypass_actors_deleted.* ruleset_bypass_actors_updated.* ruleset_conditions.* ruleset_conditions_added.* ruleset_conditions_deleted.*
    ruleset_conditions_updated.* ruleset_enforcement ruleset_id ruleset_name ruleset_old_enforcement ruleset_old_name ruleset_rules.*
    ruleset_rules_added.* ruleset_rules_deleted.* ruleset_rules_updated.* ruleset_source_type run_attempt run_id run_number runner_group_id runner_group_name
    runner_id runner_labels runner_name runner_owner_type runners_added runners_removed scim_user_id scopes secret_scanning_alert_id secret_type secret_type_display_name secrets_passed
    secrets_updated security_key_nickname selected_repositories selected_repositories_policy sha signature_requirement_enforcement_level
    sso_response source_version state status_code started_at starter_workflow_id strict_required_status_checks_policy submitter_id
    target_login target_version team team_id title token_id token_scopes to_branch tool topic transport_protocol transport_protocol_name trigger trigger_id triggered_by
    two_factor_auth_type type update_allows_fetch_and_merge updated_at url_path user user_agent user_id user_programmatic_access_id user_programmatic_access_name
    user_programmatic_access_request_id value visibility was_enabled workflow_id workflow_run_id workflow_file_path zuora_invoice_number
    after alert.* answer.* artifact.* assignee.* base_refs before blocked_user.* branches.* build.* changes.* check_run.* check_suite.* codespace.* comment.*
    commit.* commit_oid commits.* compare context created deleted delivery_id deployment.* deployment_callback_url deployment_status.* description discussion.*
    effective_date enterprise.* event_type forced forkee.* head head_commit.* hook.* inputs.* installation.* invitation.* issue.* issue_comment.* label.* location.*
    locations.* marketplace_purchase.* master_branch member.* membership.* merge_group.* milestone.* organization.* pages.* package.* personal_access_token_request.*
    project.* project_card.* project_column.* projects_v2.* projects_v2_item.* pull_request.* pusher.* pusher_type ref ref_type registry_package.* release.*
    repository.* repository_advisory.* repository_ruleset.* repository_vulnerability_alert.* repositories.* requested_reviewer.* requested_team.* requester.* review.* reviewers.* rule.*
    scan.* secret_scanning_alert.* security_advisory.* security_and_analysis.* sender.* size sponsorship.* starred_at state target.* target_type target_url team.* thread.*
    workflow workflow.* workflow_job.* workflow_job_run.* workflow_run.* zen`,

  // Event log files (object reference: EventLogFile and its event types) in capitals, which here are the same name; real-time events
  // (platform events guide: LoginEventStream and the like); LoginHistory; SetupAuditTrail. Stream envelopes keep them in `payload`.
  salesforce: `
    * schema event.* channel attributes.type attributes.url Id CreatedDate CreatedById EventDate EventIdentifier EventUuid EventType
    EVENT_TYPE TIMESTAMP TIMESTAMP_DERIVED REQUEST_ID RequestIdentifier ORGANIZATION_ID USER_ID USER_ID_DERIVED USER_NAME USER_TYPE RUN_TIME CPU_TIME URI
    URI_ID_DERIVED SESSION_KEY SessionLevel LOGIN_KEY REQUEST_STATUS RequestStatus DB_TOTAL_TIME DB_BLOCKS DB_CPU_TIME BROWSER_TYPE SOURCE_IP CLIENT_IP CLIENT_ID CLIENT_NAME
    LOGIN_STATUS LOGIN_TYPE LOGIN_SUB_TYPE LOGIN_URL API_TYPE API_VERSION AUTHENTICATION_METHOD_REFERENCE AUTHENTICATION_SERVICE_ID CIPHER_SUITE TLS_PROTOCOL
    COUNTRY_CODE COUNTRY_ISO FORWARDED_FOR_IP BROWSER_NAME BROWSER_VERSION DELEGATED_USER_ID DELEGATED_USER_ID_DERIVED DELEGATED_USER_NAME DELEGATED_USERNAME
    CONNECTED_APP_ID CONNECTED_APP_NAME ENTITY_NAME ENTITY_TYPE ENTITY METHOD_NAME METHOD QUERY QUERY_TYPE ROWS_PROCESSED ROWS_FETCHED ROWS_RETURNED ROW_COUNT ROW_ID
    REQUEST_SIZE RESPONSE_SIZE HTTP_METHOD STATUS_CODE USER_AGENT MEDIA_TYPE EXCEPTION_MESSAGE EXCEPTION_TYPE EXCEPTION_CATEGORY STACK_TRACE QUIDDITY
    CALLOUT_TIME CALLOUT_TYPE IS_LONG_RUNNING_REQUEST LIMIT_USAGE_PERCENT LIMIT_USAGE_PCT NUMBER_SOQL_QUERIES EXEC_TIME ENTRY_POINT TRIGGER_ID TRIGGER_NAME TRIGGER_TYPE
    CLASS_NAME JOB_ID BATCH_ID OPERATION_TYPE SUCCESS NUMBER_FAILURES MESSAGE FILE_TYPE FILE_NAME FILE_PREVIEW_TYPE DOCUMENT_ID DOCUMENT_ID_DERIVED VERSION_ID VERSION_NUMBER
    CONTENT_DOCUMENT_ID TRANSACTION_TYPE SHARING_OPERATION SHARING_PERMISSION SHARED_WITH_ENTITY_ID DASHBOARD_ID DASHBOARD_ID_DERIVED DASHBOARD_TYPE DASHBOARD_COMPONENT_ID
    REPORT_ID REPORT_ID_DERIVED REPORT_DESCRIPTION NUMBER_COLUMNS NUMBER_EXCEPTION_FILTERS NUMBER_BUCKETS AVERAGE_ROW_SIZE ORIGIN DISPLAY_TYPE RENDERING_TYPE SORT
    PAGE_APP_NAME PAGE_CONTEXT PAGE_ENTITY_ID PAGE_ENTITY_TYPE PAGE_START_TIME PAGE_URL PREVPAGE_APP_NAME PREVPAGE_CONTEXT PREVPAGE_ENTITY_ID PREVPAGE_ENTITY_TYPE PREVPAGE_URL
    APP_NAME APP_TYPE DEVICE_ID DEVICE_MODEL DEVICE_PLATFORM DEVICE_SESSION_ID DURATION EFFECTIVE_PAGE_TIME OS_NAME OS_VERSION SDK_APP_TYPE SDK_APP_VERSION SDK_VERSION
    UI_EVENT_ID UI_EVENT_SEQUENCE_NUM UI_EVENT_SOURCE UI_EVENT_TIMESTAMP UI_EVENT_TYPE UI_ROOT_ACTIVITY_ID TARGET_UI_ELEMENT PARENT_UI_ELEMENT GRANDPARENT_UI_ELEMENT RELATED_LIST
    RECORD_ID RECORD_TYPE REFERRER_URI HTTP_HEADERS HANDLER_NAME LISTVIEW_ID LIST_VIEW_ID SEARCH_QUERY NUM_RESULTS NUM_SESSIONS ARTICLE_ID CLICKED_RECORD_ID RANK PREFIXES_SEARCHED
    SITE_ID SITE_URL NETWORK_ID COMMUNITY_ID IS_API IS_AJAX_REQUEST IS_ERROR IS_FIRST_REQUEST IS_GUEST IS_MOBILE IS_NEW IS_SCHEDULED IS_SECURE IS_DEVICE_BASED CANONICAL_URL
    CACHE_STATUS CONTROLLER_TYPE MANAGED_PACKAGE_NAMESPACE VIEW_STATE_SIZE REQUEST_TYPE SEQUENCE TRACE_ID SPAN_ID ORGANIZATION_TYPE INITIATED_BY
    PACKAGE_NAME PARENT_PACKAGE ACCESS_TYPE OBJECT_NAME FIELD_NAMES FIELD ACTION PERMISSION_LIST PERMISSION_EXPIRATION PERMISSION_TYPE ASSIGNED_TO PARENT_ID PARENT_ID_LIST
    PARENT_NAME_LIST IMPACTED_USER_IDS POLICY_ID POLICY_OUTCOME EVALUATION_TIME EVENT_SOURCE HAS_EXTERNAL_USERS USER_COUNT
    USERNAME USER_EMAIL USER_INITIATED_LOGOUT API_TOTAL_COUNT SCORE SUMMARY SECURITY_EVENT_DATA EVENT_DATE EVENT_IDENTIFIER STATUS LOGIN_HISTORY_ID
    Username UserId UserType SourceIp Score SecurityEventData Summary AdditionalInfo ApiType ApiVersion Application AuthContextClassReference AuthMethodReference AuthServiceId Browser
    City Country CountryIso Subdivision PostalCode Latitude Longitude ClientVersion ClientIp EvaluationTime HttpMethod HasExternalUsers LoginGeoId LoginHistoryId LoginKey LoginLatitude LoginLongitude
    LoginSubType LoginTime LoginType LoginUrl LoginAsCategory LoginAsUsername NetworkId Platform PolicyId PolicyOutcome RelatedEventIdentifier RemoteIdentifier ReplayId SessionKey Status
    TargetUrl TlsProtocol UserAgent DelegatedOrganizationId DelegatedUsername CurrentIp CurrentPlatform CurrentScreen CurrentUserAgent CurrentWindow PreviousIp PreviousPlatform
    PreviousScreen PreviousUserAgent PreviousWindow AcceptLanguage Client ConnectedAppId ConnectedAppName ElapsedTime Operation OperationStatus Query QueriedEntities Records
    RowsProcessed RowsReturned Name Description NumberOfColumns ColumnHeaders DashboardId DashboardName DisplayedFieldEntities EventSource ExecutionIdentifier ExportFileFormat
    GroupedColumnHeaders IsScheduled OwnerId ReportId Scope Sequence AppName DeveloperName FilterCriteria ListViewId NumberOfRows OrderBy PageStartTime PageUrl PreviousPageAppName
    PreviousPageEntityId PreviousPageEntityType PreviousPageUrl DeviceModel DevicePlatform DeviceSessionId EffectivePageTime OsName OsVersion SdkAppType SdkAppVersion SdkVersion
    PermissionExpiration PermissionList PermissionType ParentIdList ParentNameList ImpactedUserIds ContentSize DocumentId FileAction FileName FileSource FileType IsLatestVersion ProcessDuration
    SharingOperation TransactionType VersionId VersionNumber SoqlCommands TotalControllerEvents RequestedEntities ControllerType LoginHistory CanDownloadPdf UserIdentifier
    Action Section Display DelegateUser ResponsibleNamespacePrefix CreatedByContext CreatedByIssuer`,

  // docs.snowflake.com/sql-reference/account-usage: the views of who signed in, what ran, what was granted and what left.
  snowflake: `
    * READER_ACCOUNT_NAME READER_ACCOUNT_DELETED_ON ORGANIZATION_NAME ACCOUNT_NAME ACCOUNT_LOCATOR EVENT_ID EVENT_TIMESTAMP EVENT_TYPE USER_NAME CLIENT_IP
    REPORTED_CLIENT_TYPE REPORTED_CLIENT_VERSION FIRST_AUTHENTICATION_FACTOR SECOND_AUTHENTICATION_FACTOR FIRST_AUTHENTICATION_FACTOR_ID
    SECOND_AUTHENTICATION_FACTOR_ID IS_SUCCESS ERROR_CODE ERROR_MESSAGE RELATED_EVENT_ID CONNECTION CLIENT_PRIVATE_LINK_ID LOGIN_DETAILS
    QUERY_ID QUERY_TEXT DATABASE_ID DATABASE_NAME SCHEMA_ID SCHEMA_NAME QUERY_TYPE SESSION_ID AUTHN_EVENT_ID ROLE_NAME ROLE_TYPE WAREHOUSE_ID WAREHOUSE_NAME
    WAREHOUSE_SIZE WAREHOUSE_TYPE CLUSTER_NUMBER QUERY_TAG EXECUTION_STATUS START_TIME END_TIME TOTAL_ELAPSED_TIME BYTES_SCANNED PERCENTAGE_SCANNED_FROM_CACHE
    BYTES_WRITTEN BYTES_WRITTEN_TO_RESULT BYTES_READ_FROM_RESULT ROWS_PRODUCED ROWS_INSERTED ROWS_UPDATED ROWS_DELETED ROWS_UNLOADED BYTES_DELETED
    PARTITIONS_SCANNED PARTITIONS_TOTAL BYTES_SPILLED_TO_LOCAL_STORAGE BYTES_SPILLED_TO_REMOTE_STORAGE BYTES_SENT_OVER_THE_NETWORK COMPILATION_TIME
    EXECUTION_TIME QUEUED_PROVISIONING_TIME QUEUED_REPAIR_TIME QUEUED_OVERLOAD_TIME TRANSACTION_BLOCKED_TIME OUTBOUND_DATA_TRANSFER_CLOUD
    OUTBOUND_DATA_TRANSFER_REGION OUTBOUND_DATA_TRANSFER_BYTES INBOUND_DATA_TRANSFER_CLOUD INBOUND_DATA_TRANSFER_REGION INBOUND_DATA_TRANSFER_BYTES
    LIST_EXTERNAL_FILES_TIME CREDITS_USED_CLOUD_SERVICES RELEASE_VERSION EXTERNAL_FUNCTION_TOTAL_INVOCATIONS EXTERNAL_FUNCTION_TOTAL_SENT_ROWS
    EXTERNAL_FUNCTION_TOTAL_RECEIVED_ROWS EXTERNAL_FUNCTION_TOTAL_SENT_BYTES EXTERNAL_FUNCTION_TOTAL_RECEIVED_BYTES QUERY_LOAD_PERCENT
    IS_CLIENT_GENERATED_STATEMENT QUERY_ACCELERATION_BYTES_SCANNED QUERY_ACCELERATION_PARTITIONS_SCANNED QUERY_ACCELERATION_UPPER_LIMIT_SCALE_FACTOR
    TRANSACTION_ID CHILD_QUERIES_WAIT_TIME QUERY_HASH QUERY_HASH_VERSION QUERY_PARAMETERIZED_HASH QUERY_PARAMETERIZED_HASH_VERSION SECONDARY_ROLE_STATS.*
    ROWS_WRITTEN_TO_RESULT QUERY_RETRY_TIME QUERY_RETRY_CAUSE FAULT_HANDLING_TIME USER_TYPE USER_DATABASE_NAME USER_DATABASE_ID USER_SCHEMA_NAME USER_SCHEMA_ID
    BIND_VALUES CREATED_ON AUTHENTICATION_METHOD LOGIN_EVENT_ID CLIENT_APPLICATION_VERSION CLIENT_APPLICATION_ID CLIENT_ENVIRONMENT.* CLIENT_BUILD_ID CLIENT_VERSION CLOSED_REASON
    SOURCE_CLOUD SOURCE_REGION TARGET_CLOUD TARGET_REGION BYTES_TRANSFERRED TRANSFER_TYPE REGION
    DELETED_ON ROLE GRANTED_TO GRANTEE_NAME GRANTED_BY MODIFIED_ON PRIVILEGE GRANTED_ON NAME TABLE_CATALOG TABLE_SCHEMA GRANT_OPTION GRANTED_BY_ROLE_TYPE OBJECT_INSTANCE
    USER_ID LOGIN_NAME DISPLAY_NAME FIRST_NAME LAST_NAME EMAIL MUST_CHANGE_PASSWORD HAS_PASSWORD COMMENT DISABLED SNOWFLAKE_LOCK DEFAULT_WAREHOUSE DEFAULT_NAMESPACE
    DEFAULT_ROLE EXT_AUTHN_DUO EXT_AUTHN_UID HAS_MFA BYPASS_MFA_UNTIL LAST_SUCCESS_LOGIN EXPIRES_AT LOCKED_UNTIL_TIME HAS_RSA_PUBLIC_KEY PASSWORD_LAST_SET_TIME OWNER OWNER_ROLE_TYPE
    DEFAULT_SECONDARY_ROLE TYPE QUERY_START_TIME DIRECT_OBJECTS_ACCESSED.* BASE_OBJECTS_ACCESSED.* OBJECTS_MODIFIED.* OBJECT_MODIFIED_BY_DDL.* POLICIES_REFERENCED.*
    PARENT_QUERY_ID ROOT_QUERY_ID STAGE_ID STAGE_NAME STAGE_SCHEMA_ID STAGE_SCHEMA STAGE_CATALOG_ID STAGE_CATALOG STAGE_URL STAGE_REGION STAGE_TYPE STAGE_OWNER
    STAGE_LOCATION FILE_NAME LAST_LOAD_TIME STATUS TABLE_ID TABLE_NAME TABLE_SCHEMA_NAME TABLE_CATALOG_NAME PIPE_NAME PIPE_RECEIVED_TIME FIRST_COMMIT_TIME ROW_COUNT ROW_PARSED
    FILE_SIZE FIRST_ERROR_MESSAGE ERROR_COUNT ERROR_LIMIT NETWORK_POLICY PARAMETER_NAME PARAMETER_VALUE OBJECT_NAME OBJECT_TYPE OBJECT_DOMAIN
    CREDENTIAL_ID CREDENTIAL_NAME CREDENTIAL_TYPE SCANNER_ID SCANNER_NAME SEVERITY TOTAL_AT_RISK_COUNT AT_RISK_ENTITIES.* SUGGESTED_ACTION`,

  // developers.cloudflare.com/logs: Logpush data sets of accounts and zones; the API's audit logs, versions 1 and 2, and Access requests.
  cloudflare: `
    * Action ActionDescription ActionResult ActionTimestamp ActionType ActorContext ActorEmail ActorID ActorIP ActorIPAddress ActorTokenDetails.* ActorType AuditLogID
    ID Interface Metadata.* NewValue.* OldValue.* OwnerID Raw.* ResourceID ResourceProduct ResourceRequest.* ResourceResponse.* ResourceScope ResourceType ResourceValue.* When
    AccountID AccountName ZoneID ZoneName ZoneTag action.* actor.* resource.* account.* zone.* raw.* owner.* metadata.* newValue newValueJson.* oldValue oldValueJson.* interface when id
    Allowed AppDomain AppUUID AppUID Connection Country CreatedAt Email IPAddress PurposeJustificationPrompt PurposeJustificationResponse RayID TemporaryAccessApprovers
    TemporaryAccessDuration UserUID allowed app_domain app_uid connection country created_at user_email ip_address ray_id user_uid user_agent UserAgent
    AISecurityInjectionScore AISecurityPIICategories AISecurityTokenCount AISecurityUnsafeTopicCategories FirewallForAIInjectionScore FirewallForAIPIICategories
    FirewallForAITokenCount FirewallForAIUnsafeTopicCategories ClientASN ClientASNDescription ClientCity ClientCountry ClientIP ClientIPClass ClientRefererHost
    ClientRefererPath ClientRefererQuery ClientRefererScheme ClientRequestHost ClientRequestMethod ClientRequestPath ClientRequestProtocol ClientRequestQuery
    ClientRequestScheme ClientRequestUserAgent ClientRequestURI ClientRequestReferer ClientRequestSource ClientRequestBytes ContentScanObjResults
    ContentScanObjSizes ContentScanObjTypes Datetime Description EdgeColoCode EdgeColoID EdgeResponseStatus FraudUserID FraudAttack FraudDetectionIDs
    FraudDetectionTags FraudEmailRisk Kind LeakedCredentialCheckResult MatchIndex OriginResponseStatus OriginatorRayID Ref RuleID Source BotDetectionIDs
    BotDetectionTags BotScore BotScoreSrc BotTags CacheCacheStatus CacheReserveUsed CacheResponseBytes CacheResponseStatus CacheTieredFill
    ClientDeviceType ClientLatitude ClientLongitude ClientMTLSAuthCertFingerprint ClientMTLSAuthStatus ClientRegionCode ClientSSLCipher
    ClientSSLProtocol ClientSrcPort ClientTCPRTTMs ClientXRequestedWith Cookies.* EdgeCFConnectingO2O EdgeEndTimestamp EdgePathingOp EdgePathingSrc
    EdgePathingStatus EdgeRateLimitAction EdgeRateLimitID EdgeRequestHost EdgeResponseBodyBytes EdgeResponseBytes EdgeResponseCompressionRatio
    EdgeResponseContentType EdgeServerIP EdgeStartTimestamp EdgeTimeToFirstByteMs FirewallMatchesActions FirewallMatchesRuleIDs FirewallMatchesSources JA3Hash
    JA4 JA4Signals.* JSDetectionPassed OriginDNSResponseTimeMs OriginIP OriginRequestHeaderSendDurationMs OriginResponseBytes OriginResponseDurationMs
    OriginResponseHTTPExpires OriginResponseHTTPLastModified OriginResponseHeaderReceiveDurationMs OriginResponseTime OriginSSLProtocol
    OriginTCPHandshakeDurationMs OriginTLSHandshakeDurationMs ParentRayID PayPerCrawlStatus RequestHeaders.* ResponseHeaders.* SecurityAction
    SecurityActions SecurityLevel SecurityRuleDescription SecurityRuleID SecurityRuleIDs SecuritySources SmartRouteColoID UpperTierColoID
    VerifiedBotCategory WAFAction WAFAttackScore WAFFlags WAFMatchedVar WAFProfile WAFRCEAttackScore WAFRuleID WAFRuleMessage WAFSQLiAttackScore
    WAFXSSAttackScore WebAssetsLabelsManaged WebAssetsOperationID WorkerCPUTime WorkerScriptName WorkerStatus WorkerSubrequest WorkerSubrequestCount WorkerWallTimeUs
    AddedHeaders AppControlInfo.* ApplicationIDs ApplicationNames ApplicationStatuses BlockedFileHash BlockedFileName BlockedFileReason BlockedFileSize BlockedFileType
    CategoryIDs CategoryNames DeletedHeaders DestinationIP DestinationIPContinentCode DestinationIPCountryCode DestinationPort DetectedProtocol DeviceID DeviceName
    DownloadMatchedDlpProfileEntries DownloadMatchedDlpProfiles DownloadedFileNames FileInfo.* ForensicCopyStatus HTTPHost HTTPMethod HTTPStatusCode HTTPVersion IsIsolated IsManaged
    OverrideIP OverridePort Policy PolicyID PolicyName PrivateAppAUD ProxyEndpoint Quarantined RedirectTargetURI Referer RegistrationID RequestID SNI SessionID SetHeaders SourceIP
    SourceIPContinentCode SourceIPCountryCode SourceInternalIP SourcePort TenantID Transport TransportProtocol URL UntrustedCertificateAction UploadMatchedDlpProfileEntries
    UploadMatchedDlpProfiles UploadedFileNames UserID VirtualNetworkID VirtualNetworkName Warnings`,

  // Query lines: ours; Zeek's dns.log (docs.zeek.org); Cloudflare Gateway DNS; Route 53 Resolver query logs (docs.aws.amazon.com);
  // Umbrella exports; proxies' lines as Squid and W3C extended logs have them. A resolver of one's own may send anything else.
  dns: `
    * qname query QueryName query_name domain name question host hostname url request_url cs-uri cs_uri uri cs-host cs_host dest_host time timestamp ts Datetime
    query_timestamp published user Email identity username ip client client_ip SrcIP srcaddr source_ip id.* device_id DeviceID device.*
    device_managed qtype qtype_name QueryTypeName QueryType query_type type uuid QueryID rcode rcode_name RCode uid proto trans_id rtt qclass qclass_name AA TC RD RA Z answers.*
    answer TTLs rejected auth addl original_query version account_id region vpc_id query_class srcport transport srcids.* firewall_rule_action firewall_rule_group_id
    firewall_domain_list_id DstIP DstPort SrcPort Protocol Location LocationID ResolvedIPs ResolverDecision RData.* ResourceRecords.* MatchedCategoryIDs MatchedCategoryNames
    MatchedIndicatorFeedIDs MatchedIndicatorFeedNames QueryCategoryIDs QueryCategoryNames PolicyID PolicyName Policy ColoCode ColoID DeviceName UserID AccountID
    record_type response_code categories action internal_ip external_ip parent_domain`,

  // schema.ocsf.io: the attributes of the classes that events of identity, findings and the network are in; extensions may add others.
  ocsf: `
    * class_uid class_name category_uid category_name activity_id activity_name type_uid type_name time time_dt start_time start_time_dt end_time end_time_dt timezone_offset
    severity severity_id status status_id status_code status_detail message count duration metadata.* actor.* user.* session.* src_endpoint.* dst_endpoint.* device.*
    http_request.* http_response.* service.* is_mfa is_remote is_cleartext is_new_logon logon_type logon_type_id logon_process.* auth_protocol auth_protocol_id auth_factors.*
    authentication_token.* certificate.* account_switch_type account_switch_type_id entity.* entity_result.* resource.* resources.* privileges group.* subgroup.* api.* cloud.* osint.*
    policy.* policies.* malware.* attacks.* disposition disposition_id action action_id is_alert authorizations.* firewall_rule.* malware_scan_info.* unmapped.* raw_data raw_data_hash.*
    raw_data_size observables.* enrichments.* finding_info.* evidences.* impact impact_id impact_score confidence confidence_id confidence_score risk_level risk_level_id
    risk_score risk_details remediation.* vulnerabilities.* verdict verdict_id priority priority_id comment assignee.* assignee_group.* src_url is_suspected_breach anomaly_analyses.*
    query.* query_time query_time_dt answers.* rcode rcode_id response_time response_time_dt traffic.* connection_info.* proxy_endpoint.* proxy_http_request.* proxy_connection_info.* proxy_tls.*
    proxy_traffic.* tls.* ja4_fingerprint_list.* app_name app.* load_balancer.* url.* web_resources.* web_resources_result.* databucket.* database.* table.* file.* file_result.* email.* email_auth.*
    direction direction_id smtp_hello from to raw_header process.* module.* kernel.* driver.* job.* script.* user_result.* policy_result.* group_result.* risk_policy.* access_mask access_list
    requested_permissions exit_code injection_type injection_type_id base_address actual_permissions file_diff create_mask component connection_uid peripheral_device.* prev_security_level
    security_level security_level_id security_states.* cis_benchmark_result.* compliance.* state state_id entities.* trace.* tickets.* ticket.* vendor_attributes.* malware_result.*`,

  // Providers name the members of their events' data. These are those of every event, of Sysmon and of the security log's sign-ins and
  // processes (learn.microsoft.com: Sysmon, security auditing), for telling what a misspelt name was meant to be.
  windows: `
    * Event.* EventData.* System.* UserData.* winlog.* event_data.* event.* EventID Provider_Name Channel Computer ComputerName Level Task Opcode Keywords TimeCreated
    UtcTime ProcessGuid ProcessId Image FileVersion Description Product Company OriginalFileName CommandLine CurrentDirectory User LogonGuid LogonId TerminalSessionId
    IntegrityLevel Hashes ParentProcessGuid ParentProcessId ParentImage ParentCommandLine ParentUser TargetFilename CreationUtcTime PreviousCreationUtcTime Protocol Initiated
    SourceIsIpv6 SourceIp SourceHostname SourcePort SourcePortName DestinationIsIpv6 DestinationIp DestinationHostname DestinationPort DestinationPortName ImageLoaded
    Signed Signature SignatureStatus SourceProcessGuid SourceProcessId SourceImage TargetProcessGuid TargetProcessId TargetImage NewThreadId StartAddress StartModule StartFunction Device
    SourceThreadId GrantedAccess CallTrace SourceUser TargetUser EventType TargetObject Details NewName Contents PipeName Operation EventNamespace Name Query Consumer Filter
    Type Destination QueryName QueryStatus QueryResults Session ClientInfo Archived IsExecutable RuleName Imphash md5 sha1 sha256
    SubjectUserSid SubjectUserName SubjectDomainName SubjectLogonId TargetUserSid TargetUserName TargetDomainName TargetLogonId LogonType LogonProcessName AuthenticationPackageName
    WorkstationName TransmittedServices LmPackageName KeyLength ProcessName IpAddress IpPort NewProcessId NewProcessName TokenElevationType ParentProcessName MandatoryLabel
    ObjectName ObjectType ObjectServer ObjectValueName AccessMask AccessList PrivilegeList ServiceName ServiceSid ServiceFileName ServiceType ServiceStartType ServiceAccount ImagePath StartType AccountName
    TicketOptions TicketEncryptionType Status FailureReason SubStatus PreAuthType ShareName ShareLocalPath RelativeTargetName TaskName TaskContent AuditPolicyChanges
    ScriptBlockText ScriptBlockId Path Payload ContextInfo HostApplication HostName EngineVersion Data FileName DeviceName HiveName FilterName subjectName PackageFullName ProviderName ModifiedObjectProperties`,
};
