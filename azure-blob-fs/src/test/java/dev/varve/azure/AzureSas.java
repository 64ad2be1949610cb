// SPDX-License-Identifier: Apache-2.0
package dev.varve.azure;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Shared access signatures of {@link Azurite}'s account, made without Azure's libraries. */
public final class AzureSas {
    static final String VERSION = "2021-12-02";

    private AzureSas() {}

    /** For one container, as the portal makes it. The permissions are letters in the order racwdl. */
    public static String ofContainer(String container, String permissions, Instant end) {
        String expiry = end.truncatedTo(ChronoUnit.SECONDS).toString();
        String text = String.join(
                "\n",
                permissions,
                "",
                expiry,
                "/blob/" + Azurite.ACCOUNT + "/" + container,
                "",
                "",
                "",
                VERSION,
                "c",
                "",
                "",
                "",
                "",
                "",
                "",
                "");
        Map<String, String> query = new LinkedHashMap<>();
        query.put("sp", permissions);
        query.put("se", expiry);
        query.put("sv", VERSION);
        query.put("sr", "c");
        query.put("sig", sign(text));
        return encode(query);
    }

    static String ofAccount(String permissions, Instant end) {
        String expiry = end.truncatedTo(ChronoUnit.SECONDS).toString();
        String text = String.join("\n", Azurite.ACCOUNT, permissions, "b", "sco", "", expiry, "", "", VERSION, "", "");
        Map<String, String> query = new LinkedHashMap<>();
        query.put("sv", VERSION);
        query.put("ss", "b");
        query.put("srt", "sco");
        query.put("sp", permissions);
        query.put("se", expiry);
        query.put("sig", sign(text));
        return encode(query);
    }

    private static String encode(Map<String, String> query) {
        return query.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + URLEncoder.encode(entry.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static String sign(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(Azurite.KEY), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot sign", e);
        }
    }
}
