/**
 * Members of the records of each source, as its vendor documents them or public events have them, below the places that the
 * source's pipeline calls `recordPrefixes`. `a.*` stands for whatever is below `a`, where each service or customer names it. Sources
 * whose records may have any members beside the known ones are in `OPEN_FIELDS`. Letter case, `_`, `-` and blanks do not count. What
 * is not here may still be read by a rule: it is only not known that anybody sends it.
 */
export const KNOWN_FIELDS: Readonly<Record<string, string>> = {
  okta: `
    uuid published eventType legacyEventType displayMessage severity version eventId eventTime cloudEventsVersion eventTypeVersion
    actor.id actor.type actor.alternateId actor.displayName actor.detailEntry.*
    client.id client.device client.ipAddress client.zone client.userAgent.rawUserAgent client.userAgent.os client.userAgent.browser
    client.geographicalContext.city client.geographicalContext.state client.geographicalContext.country
    client.geographicalContext.postalCode client.geographicalContext.geolocation.*
    authenticationContext.authenticationProvider authenticationContext.credentialProvider authenticationContext.credentialType
    authenticationContext.issuer.* authenticationContext.interface authenticationContext.authenticationStep
    authenticationContext.externalSessionId authenticationContext.rootSessionId authenticationContext.authenticatorContext.*
    securityContext.asNumber securityContext.asOrg securityContext.isp securityContext.domain securityContext.isProxy
    securityContext.ipDetails.* securityContext.userBehaviors.* securityContext.risk.*
    debugContext.debugData.* outcome.result outcome.reason transaction.id transaction.type transaction.detail.*
    request.ipChain.* target.id target.type target.alternateId target.displayName target.detailEntry.* target.changeDetails.*
    device.id device.name device.os_platform device.os_version device.managed device.registered device.device_integrator.*
    device.disk_encryption_type device.screen_lock_type device.jailbreak device.secure_hardware_present source detail-type`,
  entra: `
    id time timestamp TimeGenerated tenantId TenantId category CategoryValue type SourceSystem Level correlationId resourceId _ResourceId
    operationName operationName.value operationName.localizedValue OperationNameValue operationVersion resultType resultSignature
    resultDescription durationMs callerIpAddress identity identity.* location location.* properties AADTenantId AADOperationType
    createdDateTime userDisplayName userPrincipalName userId userType appId appDisplayName alternateSignInName signInIdentifier
    signInIdentifierType ipAddress ipAddressFromResourceProvider clientAppUsed userAgent isInteractive signInEventTypes
    resourceDisplayName resourceServicePrincipalId resourceTenantId resourceOwnerTenantId homeTenantId homeTenantName tokenIssuerName
    tokenIssuerType tokenProtectionStatusDetails.* incomingTokenType uniqueTokenIdentifier originalRequestId originalTransferMethod
    authenticationProtocol authenticationRequirement authenticationRequirementPolicies.* authenticationDetails.*
    authenticationMethodsUsed authenticationProcessingDetails.* authenticationContextClassReferences.* authenticationStrengths.* authenticationAppDeviceDetails.*
    authenticationAppPolicyEvaluationDetails.* conditionalAccessStatus conditionalAccessPolicies.* conditionalAccessAudiences.*
    appliedConditionalAccessPolicies.* appliedEventListeners.* sessionLifetimePolicies.* sessionId crossTenantAccessType
    deviceDetail.deviceId deviceDetail.displayName deviceDetail.operatingSystem deviceDetail.browser deviceDetail.browserId
    deviceDetail.isCompliant deviceDetail.isManaged deviceDetail.trustType networkLocationDetails.* autonomousSystemNumber
    mfaDetail.authMethod mfaDetail.authDetail status.errorCode status.failureReason status.additionalDetails status.value
    status.localizedValue riskDetail riskLevelAggregated riskLevelDuringSignIn riskState riskEventTypes riskEventTypes_v2 riskLevel
    riskEventType riskType riskLastUpdatedDateTime detectionTimingType activity activityDateTime detectedDateTime lastUpdatedDateTime
    additionalInfo.* isDeleted isProcessing servicePrincipalId servicePrincipalName servicePrincipalCredentialKeyId
    servicePrincipalCredentialThumbprint managedServiceIdentity.* managedIdentityType federatedCredentialId clientCredentialType
    flaggedForReview isTenantRestricted isThroughGlobalSecureAccess globalSecureAccessIpAddress processingTimeInMilliseconds
    privateLinkDetails.* rngcStatus ssoExtensionVersion tlsVersion message
    activityDisplayName activityOperationType operationType loggedByService result resultReason initiatedBy.user.* initiatedBy.app.*
    targetResources.id targetResources.displayName targetResources.type targetResources.userPrincipalName targetResources.groupType
    targetResources.administrativeUnits.* targetResources.modifiedProperties.* additionalDetails.* userAgent
    @odata.type alertDefinitionId alertConfiguration.* alertIncidents.* assigneeDisplayName assigneeId assigneeUserPrincipalName
    roleDisplayName roleDefinitionId roleTemplateId incidentCount isActive scopeId scopeType
    requestId requestUri requestMethod responseStatusCode responseSizeBytes apiVersion durationMs scopes roles wids signInActivityId
    clientAuthMethod tokenIssuedAt serviceName operationId ApplicationId clientRequestId
    caller eventDataId eventTimestamp submissionTimestamp eventName.* eventSource.* channels claims.* authorization.*
    resourceGroup resourceGroupName resourceProviderName.* resourceProviderName resourceProvider ResourceProviderValue resourceType.*
    resourceUri subscriptionId activityStatus ActivityStatusValue activitySubstatus ActivitySubstatusValue httpRequest.* subStatus.*
    eventCategory entity hierarchy policies.* requestbody.* responseBody statusCode statusText serviceType accountName protocol
    requestUri tlsVersion userAgentHeader objectKey metricResponseType serverLatencyMs schemaVersion resourceLocation isComplianceCheck
    ActivityDate ActivityResultStatus ActivityType Actor.* AlertDisplayName AlertType AuditEventId Description DeviceDnsDomain
    DeviceHostName DeviceName DeviceNetBiosName DeviceOperatingSystem EnrollmentTimeUTC EnrollmentType FailureCategory FailureReason
    IntuneAccountId IntuneDeviceId IntuneUserId MessageId OperationalLogCategory Os OsVersion ScaleUnit ScenarioName StartTimeUtc
    TargetDisplayNames TargetObjectIds Targets.* UPNSuffix UserName AADDeviceId Category`,
  'gcp-audit': `
    insertId logName timestamp receiveTimestamp severity operation.* labels.* resource.type resource.labels.* httpRequest.* trace
    methodName serviceName resourceName resourceLocation.* resourceOriginalState.* numResponseItems status.code status.message
    status.details.* authenticationInfo.* authorizationInfo.* policyViolationInfo.* requestMetadata.callerIp
    requestMetadata.callerSuppliedUserAgent requestMetadata.callerNetwork requestMetadata.requestAttributes.*
    requestMetadata.destinationAttributes.* request.* response.* metadata.* serviceData.* @type`,
  'm365-audit': `
    Id RecordType CreationTime CreationDate Operation Operations OrganizationId UserType UserKey Workload OfficeWorkload ResultStatus
    ObjectId OfficeObjectId UserId UserIds ClientIP Scope AppAccessContext.* AuditData Identity ResultIndex ResultCount IsValid
    Actor.* ActorContextId ActorIpAddress InterSystemsId IntraSystemId SupportTicketId Target.* TargetContextId ApplicationId
    AzureActiveDirectoryEventType ExtendedProperties.* ModifiedProperties.* DeviceProperties.* LogonError ErrorNumber
    Parameters.* OperationProperties.* CmdletOptions ClientAppId AppId ClientIPAddress ClientInfoString ExternalAccess
    ClientProcessName ClientVersion ClientRequestId InternalLogonType LogonType LogonUserSid LogonUserDisplayName MailboxGuid
    MailboxOwnerSid MailboxOwnerUPN OrganizationName OriginatingServer SessionId Folder.* Folders.* DestFolder.* AffectedItems.*
    Item.* CrossMailboxOperation OperationCount TokenObjectId Site SiteUrl SourceFileName SourceFileExtension SourceRelativeUrl
    DestinationFileName DestinationRelativeUrl UserAgent UserSharedWith SharingType TargetUserOrGroupName TargetUserOrGroupType
    EventSource ItemType ListId ListItemUniqueId WebId IsManagedDevice DeviceDisplayName EventData Name AlertId AlertType AlertLinks.*
    AlertEntityId EntityType Category Comments Data PolicyId Severity Source Status ExternalAlertId Case ExchangeLocations
    SharepointLocations ObjectType Query StartTime NonPIIParameters SecurityComplianceCenterEventType Directionality DeliveryAction
    DetectionMethod DetectionType P1Sender P2Sender Recipients SenderIp Subject Verdict NetworkMessageId MessageTime ThreatsAndDetectionTech
    URL URLClickAction ApplicationDisplayName TeamName TeamGuid ChannelName ChannelGuid ChannelType Members.* MessageId CommunicationType
    AddOnName AddOnGuid AddonType AADGroupId TabType service createdDateTime userPrincipalName auditLogRecordType
    RequestType ResultStatusDetail KeepMeSignedIn ForwardTo RedirectTo ForwardAsAttachmentTo ForwardingAddress ForwardingSmtpAddress
    DeliverToMailboxAndForward DeleteMessage SoftDeleteMessage MoveToFolder MarkAsRead RuleActions`,
  bitbucket: `
    timestamp author.* user.* auditType.* type.* affectedObjects.* changedValues.* extraAttributes.* source method node system version
    summary category eventSource remoteAddress`,
  slack: `
    id date_create action actor.type actor.user.* entity.* context.ua context.ip_address context.session_id context.location.* details.*
    context.app.*`,
  zendesk: `
    id url actor_id actor_name source_id source_type source_label action action_label change_description ip_address created_at`,
  cloudtrail: `
    eventVersion userIdentity.type userIdentity.principalId userIdentity.arn userIdentity.accountId userIdentity.accessKeyId
    userIdentity.userName userIdentity.invokedBy userIdentity.identityProvider userIdentity.credentialId userIdentity.onBehalfOf.*
    userIdentity.inScopeOf.* userIdentity.sessionContext.sessionIssuer.* userIdentity.sessionContext.attributes.*
    userIdentity.sessionContext.webIdFederationData.* userIdentity.sessionContext.sourceIdentity userIdentity.sessionContext.ec2RoleDelivery
    userIdentity.sessionContext.assumedRoot eventTime eventSource eventName awsRegion sourceIPAddress userAgent errorCode errorMessage
    requestParameters.* responseElements.* additionalEventData.* requestID eventID eventType apiVersion managementEvent readOnly
    resources.* recipientAccountId serviceEventDetails.* sharedEventID vpcEndpointId vpcEndpointAccountId eventCategory addendum.*
    sessionCredentialFromConsole eventContext.* edgeDeviceDetails.* tlsDetails.* insightDetails.* detail-type source account region
    EventId Username CloudTrailEvent`,
  duo: `
    timestamp isotimestamp txid event_type eventtype factor result reason email alias integration host username ip action description
    description.* object user.key user.name user.groups application.key application.name access_device.* auth_device.* ood_software
    adaptive_trust_assessments.* trusted_endpoint_status new_enrollment device location.* passport_assessment.* activity_id ts actor.*
    target.* outcome.* credits phone context type telephony_id sekey state surfaced_timestamp surfaced_auth.* priority_event
    priority_reasons.* explanations.* triage_event_uri triaged_as_interesting bypass_status_enabled enabled_by.* enabled_for.*`,
  onelogin: `
    id uuid created_at event_timestamp event_type_id account_id user_id user_name user_attr.* app_id app_name role_id role_name group_id
    group_name otp_device_id otp_device_name policy_id policy_name actor_system actor_user_id actor_user_name assuming_acting_user_id
    custom_message directory_sync_run_id directory_id directory_name resolution client_id resource_type_id error_description
    proxy_ip proxy_agent_id proxy_agent_name resolved_at resolved_by_user_id risk_score risk_reasons risk_cookie_id ipaddr
    browser_fingerprint login_id login_name note_id note_title privilege_id privilege_name trusted_idp_id trusted_idp_name
    certificate_id certificate_name radius_config_id radius_config_name imported_user_id imported_user_name object_id object user_agent
    param entity create.* object.* solved mapping_id mapping_name service_directory_id self_registration_id self_registration_name
    api_credential_name adc_id adc_name authentication_factor_id authentication_factor_description authentication_factor_type
    embed_id since`,
  auth0: `
    _id id log_id date type description connection connection_id client_id client_name ip client_ip hostname user_id user_name user_agent
    isMobile audience scope strategy strategy_type details.* location_info.* auth0_client.* session_connection session_id tenant_name
    environment_name security_context.* organization_id organization_name event_schema.* tracking_id tls_fingerprint
    riskAssessment.* detail-type source`,
  '1password': `
    uuid session_uuid timestamp category type country details.* target_user.uuid target_user.name target_user.email target_user.type
    client.app_name client.app_version client.platform_name client.platform_version client.os_name client.os_version client.ip_address
    location.* used_version vault_uuid item_uuid user.uuid user.name user.email user.type action actor_uuid actor_details.* actor_type
    object_type object_uuid object_details.* aux_id aux_uuid aux_details.* aux_info session.* account_uuid`,
  push: `
    id type object category timestamp version friendlyName description new.* old.*`,
};

/** What the OCSF event of any source may have, where its mapper finds it in the record. */
export const OCSF_FIELDS = `
  class_uid class_name category_uid category_name activity_id activity_name type_uid type_name time severity severity_id status
  status_id status_code status_detail message metadata.* actor.user.* actor.session.* actor.app_uid actor.app_name actor.authorizations.*
  user.* session.* src_endpoint.* dst_endpoint.* device.* http_request.* service.* is_mfa is_remote auth_protocol auth_protocol_id
  auth_factors.* entity.* entity_result.* resource.* resources.* privileges group.* api.* query.* answers.* rcode rcode_id
  finding_info.* evidences.* is_alert risk_level risk_level_id risk_score enrichments.* unmapped.* observables.* raw_data`;
