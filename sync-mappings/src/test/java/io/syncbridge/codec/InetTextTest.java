package io.syncbridge.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.syncbridge.row.FieldValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InetTextTest {

    /** The right column is what PostgreSQL 15 printed for the left one. */
    @ParameterizedTest
    @CsvSource({
        "::1, ::1",
        "::, ::",
        "::2, ::2",
        "::/0, ::/0",
        "::1/64, ::1/64",
        "::2/128, ::2",
        "fe80::1, fe80::1",
        "2001:db8::/32, 2001:db8::/32",
        "2001:0DB8:0000:0000:0000:ff00:0042:8329, 2001:db8::ff00:42:8329",
        "ABCD::EF, abcd::ef",
        "1::, 1::",
        "1::8, 1::8",
        "1:0:0:0:0:0:0:0, 1::",
        "0:0:1::, 0:0:1::",
        "0:0:0:1:0:0:0:0, 0:0:0:1::",
        "1:0:0:2:0:0:0:3, 1:0:0:2::3",
        "1:0:0:2:0:0:3:4, 1::2:0:0:3:4",
        "1:0:0:2:3:0:0:4, 1::2:3:0:0:4",
        // a single group of zeros is not shortened
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "1:2:3::5:6:7:8, 1:2:3:0:5:6:7:8",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "0:1:2:3:4:5:6:7, 0:1:2:3:4:5:6:7",
        "::3:4:5:6:7:8, ::3:4:5:6:7:8",
        "0:0:3:4:5:6:7:8, ::3:4:5:6:7:8",
        "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
        // IPv4 inside IPv6
        "::ffff:192.0.2.1, ::ffff:192.0.2.1",
        "::FFFF:1.2.3.4/120, ::ffff:1.2.3.4/120",
        "::ffff:0.0.0.1, ::ffff:0.0.0.1",
        "0:0:0:0:0:ffff:0:0, ::ffff:0.0.0.0",
        "::ffff:0:0/96, ::ffff:0.0.0.0/96",
        "::192.0.2.1, ::192.0.2.1",
        "::1:2, ::0.1.0.2",
        "::1:0, ::0.1.0.0",
        "0:0:0:0:0:1:2:3, ::1:2:3",
        "::fffe:1:2, ::fffe:1:2",
        "::ffff:0:1.2.3.4, ::ffff:0:102:304",
        "64:ff9b::1.2.3.4, 64:ff9b::102:304",
        // IPv4
        "192.0.2.1, 192.0.2.1",
        "1.2.3.4/32, 1.2.3.4",
        "192.168.1.5/24, 192.168.1.5/24",
        "10.0.0.1/8, 10.0.0.1/8",
        "0.0.0.0/0, 0.0.0.0/0",
        "001.2.3.4, 1.2.3.4",
        "' 10.0.0.1 ', 10.0.0.1",
    })
    void printsAsPostgresDoes(String written, String printed) {
        assertThat(InetText.read(written)).isEqualTo(Reading.of(new FieldValue.Text(printed)));
        assertThat(InetText.read(printed)).isEqualTo(Reading.of(new FieldValue.Text(printed)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "1.2.3",
                "1.2.3.256",
                "1.2.3.4.5",
                "1.2.3.4/33",
                "1.2.3.4/",
                "1.2.3.4/x",
                "1.2.3.4/-1",
                "::1/129",
                "::g",
                ":::",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1:2:3:4:5:6:7:8::",
                "12345::",
                "::1.2.3",
                "1.2.3.4::",
                "fe80::1%eth0",
                "１.2.3.4",
            })
    void refusesWhatIsNoAddress(String written) {
        assertThat(InetText.read(written))
                .isInstanceOfSatisfying(
                        Reading.Bad.class,
                        bad -> assertThat(bad.reason()).startsWith("is not an IP address or network: "));
    }
}
